import { expect, test } from 'vitest'
import { type Engine, InvalidArgumentError } from '../../../src/api/index.ts'
import { fakeEngine } from '../../api/support/fake-engine.ts'
import { recordFigure, times } from '../soak.ts'
import { hostileText } from './names.ts'
import { seeded } from './seeded.ts'

const rounds = times(200, 1000)

/** Operations that have a name in their path, by what stands before it. */
const operations: Readonly<Record<string, (engine: Engine, name: string) => Promise<unknown>>> = {
  '/containers/': (engine, name) => engine.containers.inspect(name),
  '/containers': (engine, name) => engine.containers.remove(name),
  '/images/': (engine, name) => engine.images.inspect(name),
  '/networks/': (engine, name) => engine.networks.inspect(name),
  '/volumes/': (engine, name) => engine.volumes.inspect(name),
  '/exec/': (engine, name) => engine.exec.inspect(name),
  '/containers/x/archive': (engine, name) => engine.containers.getArchive('x', { path: name }),
  '/containers/create': (engine, name) => engine.containers.create({ Image: 'x' }, { name }),
  '/containers/x/rename': (engine, name) => engine.containers.rename('x', name),
  '/images/x/tag': (engine, name) => engine.images.tag('x', { repo: name, tag: name }),
  '/images/create': (engine, name) => engine.images.pull(name, { auth: {} }),
  '/session': (engine, name) => engine.session.open({ id: name, name, methods: [name] }),
}

test(`${rounds} hostile names lead to no other operation`, { timeout: 120_000 }, async () => {
  const asked: { readonly url: string; readonly headers: readonly string[] }[] = []
  await using fake = await fakeEngine((request, response) => {
    asked.push({ url: request.url ?? '', headers: Object.keys(request.headers) })
    response.writeHead(500).end('{"message":"no"}')
  })
  fake.server.on('upgrade', (request, socket) => {
    asked.push({ url: request.url ?? '', headers: Object.keys(request.headers) })
    socket.end('HTTP/1.1 500 no\r\ncontent-length: 0\r\n\r\n')
  })
  let refused = 0
  for (let seed = 1; seed <= rounds; seed++) {
    const name = hostileText(seeded(seed))
    for (const [route, ask] of Object.entries(operations)) {
      asked.length = 0
      const error: unknown = await (async () => ask(fake.engine, name))().catch((reason: unknown) => reason)
      const which = `seed ${seed}: ${route} with ${JSON.stringify(name)}: ${error}`
      if (error instanceof InvalidArgumentError) {
        refused++
        expect(asked, which).toEqual([])
        continue
      }
      expect(asked.length, which).toBe(1)
      const [{ url, headers } = { url: '', headers: [] }] = asked
      // As a server would read it, `..` and all.
      const { pathname, search, hash } = new URL(url, 'http://engine')
      expect(pathname.startsWith(`/v1.41${route}`), `${which} ${url}`).toBe(true)
      expect(url, which).toMatch(/^[\x21-\x7e]+$/)
      expect(hash, which).toBe('')
      expect(headers, which).not.toContain('x-evil')
      if (route.endsWith('/')) expect(search, which).toBe('')
      if (route === '/containers/create') expect(new URLSearchParams(search).get('name'), which).toBe(name)
      if (route.endsWith('/archive')) expect(new URLSearchParams(search).get('path'), which).toBe(name)
    }
  }
  await recordFigure(
    `${rounds} hostile names in ${Object.keys(operations).length} operations`,
    `0 led to another operation; ${refused} refused before anything was sent`,
  )
})

test('half a character is refused, wherever it is', async () => {
  const asked: string[] = []
  await using fake = await fakeEngine((request, response) => {
    asked.push(request.url ?? '')
    response.end('{}')
  })
  const half = 'a\ud83d'
  const { containers, images, volumes } = fake.engine
  for (const call of [
    () => containers.inspect(half),
    () => containers.create({ Image: 'x', Labels: { a: half } }),
    () => containers.create({ Image: 'x', Cmd: [`\\\\${half}`] }),
    () => containers.list({ filters: { label: [half] } }),
    () => containers.rename('x', half),
    () => images.build(new Uint8Array(), { buildargs: { A: half }, registryAuth: {} }),
  ])
    await expect((async () => call())()).rejects.toThrow('holds half a character')
  expect(asked).toEqual([])
  await volumes.create({ Name: '\\ud83d \\\\ud83d 😀 \\' })
  expect(asked.length).toBe(1)
})
