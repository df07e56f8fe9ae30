import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { Engine, type RawRequest, type Transport } from '../../../src/api/index.ts'

test('a transport of your own carries every request, and is closed with the engine', async () => {
  const seen: string[] = []
  const answer = ({ method, path }: RawRequest) => {
    seen.push(`${method} ${path}`)
    const body = Readable.from([Buffer.from(path.endsWith('/version') ? '{"Version":"0.0"}' : 'OK')])
    return Promise.resolve({ status: 200, headers: { 'api-version': '1.43' }, body })
  }
  const transport: Transport = {
    request: answer,
    upgrade: answer,
    close: async () => {
      seen.push('closed')
    },
  }
  const engine = await Engine.connect({ host: 'tcp://engine.example', transport: () => transport })
  expect((await engine.system.version()).Version).toBe('0.0')
  await engine.close()
  expect(seen).toEqual(['GET /_ping', 'GET /v1.43/version', 'closed'])
})
