import { createHash } from 'node:crypto'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Engine, EngineNotFoundError } from '../../src/api/index.ts'
import { engineSocket } from '../support/engine-socket.ts'
import { type HomeFolder, homeFolder } from '../support/home-folder.ts'

const host = `unix://${engineSocket()}`

/** This process as one whose user has nothing but this folder. @returns the folder */
const liveIn = (home: HomeFolder): HomeFolder => {
  for (const name of ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'DOCKER_TLS_VERIFY']) vi.stubEnv(name, '')
  vi.stubEnv('HOME', home.path)
  onTestFinished(() => void vi.unstubAllEnvs())
  return home
}

const createContext = (home: HomeFolder, name: string, Host: string | undefined) => {
  const id = createHash('sha256').update(name).digest('hex')
  return home.write(`.docker/contexts/meta/${id}/meta.json`, { Name: name, Endpoints: { docker: { Host } } })
}

test('an engine is found by the current context of the docker CLI', async () => {
  await using home = liveIn(await homeFolder())
  await createContext(home, 'here', host)
  await home.write('.docker/config.json', { currentContext: 'here' })
  await using engine = await Engine.connect()
  expect(engine.host).toBe(host)
})

test('an engine is found by the file of testcontainers, also where its desktop does not run', async () => {
  await using home = liveIn(await homeFolder())
  await home.write('.testcontainers.properties', `tc.host=tcp://127.0.0.1:1\ndocker.host=${host}`)
  await using engine = await Engine.connect()
  expect(engine.host).toBe(host)
})

test('a context whose engine does not answer is the only place tried', async () => {
  await using home = liveIn(await homeFolder())
  await createContext(home, 'gone', `unix://${home.path}/gone.sock`)
  vi.stubEnv('DOCKER_CONTEXT', 'gone')
  const error: unknown = await Engine.connect().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EngineNotFoundError)
  expect(error).toMatchObject({
    attempts: [{ source: 'context `gone`, named by DOCKER_CONTEXT', host: `unix://${home.path}/gone.sock` }],
  })
})
