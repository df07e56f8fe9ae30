import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { candidates } from '../../src/engine/candidates.ts'
import { findEngine } from '../../src/engine/find.ts'

test('DOCKER_HOST is the only place when it is set', () => {
  expect(candidates({ DOCKER_HOST: 'tcp://10.0.0.1:2375' }, '/home/me')).toEqual([
    { host: 'tcp://10.0.0.1:2375', source: 'DOCKER_HOST' },
  ])
})

test('the sockets of the usual engines are looked for in order', () => {
  expect(candidates({ XDG_RUNTIME_DIR: '/run/user/1000' }, '/home/me').map(({ host }) => host)).toEqual([
    'unix:///var/run/docker.sock',
    'unix:///run/user/1000/docker.sock',
    'unix:///home/me/.docker/run/docker.sock',
    'unix:///home/me/.colima/default/docker.sock',
    'unix:///home/me/.orbstack/run/docker.sock',
    'unix:///home/me/.rd/docker.sock',
    'unix:///run/user/1000/podman/podman.sock',
    'unix:///run/podman/podman.sock',
  ])
})

test('the first place that answers is taken, and those before it may be missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  const server = createServer((_, answer) => answer.setHeader('api-version', '1.45').end('OK')).listen(
    join(folder, 'sock'),
  )
  await once(server, 'listening')
  try {
    const places = [
      { host: 'unix:///no/such.sock', source: 'one' },
      { host: `unix://${join(folder, 'sock')}`, source: 'two' },
    ]
    await using engine = await findEngine({ places })
    expect(engine.apiVersion).toBe('1.45')
  } finally {
    server.close()
    await rm(folder, { recursive: true })
  }
})

test('when nothing answers, every place is listed with what happened there', async () => {
  const places = [
    { host: 'unix:///no/such.sock', source: 'Docker' },
    { host: 'tcp://127.0.0.1:1', source: 'DOCKER_HOST' },
  ]
  await expect(findEngine({ places })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [EngineNotFoundError: No container engine was found. Start Docker, Podman, Colima, OrbStack or Rancher Desktop, or set DOCKER_HOST to where yours listens.
    Tried:
      Docker: unix:///no/such.sock: no such socket
      DOCKER_HOST: tcp://127.0.0.1:1: The engine at \`tcp://127.0.0.1:1\` cannot be reached (ECONNREFUSED): nothing listens there. Start the engine, or set DOCKER_HOST to where it listens. (during \`GET /_ping\`)]
  `)
})

test('looking for an engine ends with the reason of the signal', async () => {
  const signal = AbortSignal.abort(new Error('never mind'))
  await expect(findEngine({ signal, places: [{ host: 'tcp://127.0.0.1:1', source: 'x' }] })).rejects.toThrow(
    'never mind',
  )
})
