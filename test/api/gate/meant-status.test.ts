import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { Engine, type Transport } from '../../../src/api/index.ts'

/** An engine that answers everything but the ping in the same way. */
const answering = (status: number, text: string, headers: Record<string, string> = podman): Promise<Engine> => {
  const answer = (status: number, text: string) => ({ status, headers, body: Readable.from([Buffer.from(text)]) })
  const transport = (): Transport => ({
    request: async ({ path }) => (path.endsWith('/_ping') ? answer(200, 'OK') : answer(status, text)),
    upgrade: () => Promise.reject(new Error('nothing should be upgraded')),
    close: async () => {},
  })
  return Engine.connect({ host: 'unix:///nowhere.sock', transport })
}

const podman = { 'api-version': '1.41', 'libpod-api-version': '4.3.1' }

test.each([
  ['invalid argument', 'BadRequestError'],
  ['network not found', 'NotFoundError'],
  ['no such container', 'NotFoundError'],
  ['network is being used', 'ForbiddenError'],
  ['container state improper', 'ConflictError'],
  ['that name is already in use', 'ConflictError'],
  ['something else', 'ServerError'],
])('what Podman answers 500 for `%s` is a %s, and keeps its status', async (cause, name) => {
  await using engine = await answering(500, JSON.stringify({ cause, message: `it: ${cause}`, response: 500 }))
  await expect(engine.containers.inspect('x')).rejects.toMatchObject({
    name,
    status: 500,
    engineMessage: `it: ${cause}`,
  })
})

test('an operation that a Podman does not know is unsupported, not something that was not found', async () => {
  await using engine = await answering(404, 'Not Found\n')
  await expect(engine.containers.update('x', {})).rejects.toMatchObject({
    name: 'UnsupportedError',
    message:
      'Podman at `unix:///nowhere.sock` has no `POST /containers/x/update`. Use a newer Podman, or a Docker engine for it.',
  })
})

test('what a swarm changed since is a conflict, which Docker answers 500 for, and says what to do', async () => {
  const message = 'rpc error: code = Unknown desc = update out of sequence'
  await using engine = await answering(500, JSON.stringify({ message }), { 'api-version': '1.41' })
  const changed = engine.nodes.update('n', { Role: 'worker', Availability: 'active' }, { version: 1 })
  await expect(changed).rejects.toMatchObject({
    name: 'ConflictError',
    status: 500,
    engineMessage: message,
    message: `${message}. It has changed since that version: inspect it again, and repeat the change with the version that it has now. (\`POST /nodes/n/update\` answered 500)`,
  })
})
