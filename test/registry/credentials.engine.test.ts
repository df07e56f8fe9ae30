import { expect, onTestFinished, test, vi } from 'vitest'
import { CredentialHelperError, cliCredentials, Engine, ImagePullError } from '../../src/api/index.ts'
import { engineTraits } from '../api/support/engine-traits.ts'
import { BUSYBOX, owned, uniqueName } from '../api/support/resources.ts'
import { type HomeFolder, homeFolder } from '../support/home-folder.ts'
import { ensureRegistries } from '../testbed/registry.ts'
import { credentialPrograms, keeping } from './credential-programs.ts'

const { guarded, open, username, password } = await ensureRegistries()
const auth = Buffer.from(`${username}:${password}`).toString('base64')
const auths = { [guarded]: { auth } }

/** An image in a registry that this engine does not have yet. */
const pushedTo = async (registry: string) => {
  await using engine = await Engine.connect({
    credentials: { of: async () => ({ username, password }), all: async () => ({}) },
  })
  const [repo, tag] = [`${registry}/library/slipway-test`, uniqueName()]
  await engine.images.tag(BUSYBOX, { repo, tag })
  await engine.images.push(`${repo}:${tag}`)
  await engine.images.remove(`${repo}:${tag}`)
  return `${repo}:${tag}`
}

const connectWith = (home: HomeFolder, env: NodeJS.ProcessEnv = {}) =>
  Engine.connect({ credentials: cliCredentials({ env, home: home.path }) })

const pullAndRemove = async (engine: Engine, name: string) => {
  await engine.images.pull(name)
  await using _pulled = owned({}, () => engine.images.remove(name))
}

test('an image is pulled with what the file of the docker CLI holds', async () => {
  await using home = await homeFolder()
  await home.write('config.json', { auths })
  vi.stubEnv('DOCKER_CONFIG', home.path)
  onTestFinished(() => void vi.unstubAllEnvs())
  await using engine = await Engine.connect()
  await pullAndRemove(engine, await pushedTo(guarded))
})

test('an image is pulled with what a helper keeps', async () => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, { test: keeping({ [guarded]: [username, password] }) })
  await home.write('.docker/config.json', { credHelpers: { [guarded]: 'test' } })
  await using engine = await connectWith(home, env)
  await pullAndRemove(engine, await pushedTo(guarded))
})

test('an image is pulled with DOCKER_AUTH_CONFIG', async () => {
  await using home = await homeFolder()
  await using engine = await connectWith(home, { DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) })
  await pullAndRemove(engine, await pushedTo(guarded))
})

test('an image is pushed with what is kept', async () => {
  await using home = await homeFolder()
  await home.write('.docker/config.json', { auths })
  await using engine = await connectWith(home)
  const [repo, tag] = [`${guarded}/library/slipway-test`, uniqueName()]
  await engine.images.tag(BUSYBOX, { repo, tag })
  await using _tagged = owned({}, () => engine.images.remove(`${repo}:${tag}`))
  await engine.images.push(`${repo}:${tag}`)
})

test('`auth: {}` asks as a stranger, whatever is kept', async () => {
  await using home = await homeFolder()
  await home.write('.docker/config.json', { auths })
  await using engine = await connectWith(home)
  const { pick } = await engineTraits()
  const words = pick({ docker: 'no basic auth credentials', podman: 'unauthorized: authentication required' })
  await expect(engine.images.pull(await pushedTo(guarded), { auth: {} })).rejects.toThrow(words)
})

test('a helper that fails does not stand before a public image', async () => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, { test: 'echo locked; exit 1' })
  await home.write('.docker/config.json', { credsStore: 'test' })
  await using engine = await connectWith(home, env)
  await pullAndRemove(engine, await pushedTo(open))
})

test('a helper that fails is the cause when the registry refuses', async () => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, { test: 'echo locked; exit 1' })
  await home.write('.docker/config.json', { credsStore: 'test' })
  await using engine = await connectWith(home, env)
  const refused: unknown = await engine.images.pull(await pushedTo(guarded)).catch((reason: unknown) => reason)
  expect(refused).toBeInstanceOf(ImagePullError)
  expect(refused).toMatchObject({ cause: expect.any(CredentialHelperError) })
  expect(refused).toMatchObject({ cause: { helper: 'docker-credential-test', registry: guarded, exitCode: 1 } })
})

test('wrong credentials are not repeated by the error', async () => {
  await using home = await homeFolder()
  const wrong = Buffer.from('testuser:hunter2').toString('base64')
  await home.write('.docker/config.json', { auths: { [guarded]: { auth: wrong } } })
  await using engine = await connectWith(home)
  const refused: unknown = await engine.images.pull(await pushedTo(guarded)).catch((reason: unknown) => reason)
  expect(refused).toBeInstanceOf(ImagePullError)
  expect(refused instanceof Error && `${refused.stack} ${JSON.stringify(refused.cause)}`).not.toMatch(/hunter2|dGVzdH/)
})
