import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { Engine, ServerError, type Transport } from '../../src/api/index.ts'
import { fileInside } from '../../src/run/file-inside.ts'

const stat = { name: 'ready', size: 3, mode: 0o644, mtime: '2026-01-01T00:00:00Z', linkTarget: '' }

/** An engine that cannot look for a file so many times. */
const failing = async (times: number, kind: 'docker' | 'podman') => {
  const asked: string[] = []
  const headers = { 'api-version': '1.44', ...(kind === 'podman' ? { 'libpod-api-version': '5.8.6' } : {}) }
  const found = { 'x-docker-container-path-stat': Buffer.from(JSON.stringify(stat)).toString('base64') }
  const transport = (): Transport => ({
    request: async ({ method, path }) => {
      const body = Readable.from([])
      if (path.endsWith('/_ping')) return { status: 200, headers, body }
      asked.push(method)
      return asked.length > times ? { status: 200, headers: found, body } : { status: 500, headers: {}, body }
    },
    upgrade: () => Promise.reject(new Error('nothing should be upgraded')),
    close: async () => {},
  })
  const engine = await Engine.connect({ host: 'unix:///nowhere.sock', transport })
  return { asked, engine, look: () => fileInside(engine, 'x', '/ready', new AbortController().signal) }
}

test('Podman is asked again for a file of a container that was just ending', async () => {
  const { asked, engine, look } = await failing(2, 'podman')
  await using _engine = engine
  await expect(look()).resolves.toMatchObject({ kind: 'file', sizeBytes: 3 })
  expect(asked).toEqual(['HEAD', 'HEAD', 'HEAD'])
})

test('but not for ever', async () => {
  const { asked, engine, look } = await failing(Number.POSITIVE_INFINITY, 'podman')
  await using _engine = engine
  await expect(look()).rejects.toThrow(ServerError)
  expect(asked).toHaveLength(7)
})

test('Docker means what it answers', async () => {
  const { asked, engine, look } = await failing(1, 'docker')
  await using _engine = engine
  await expect(look()).rejects.toThrow(ServerError)
  expect(asked).toHaveLength(1)
})
