import { expect, test } from 'vitest'
import { type Engine, ServerError } from '../../src/api/index.ts'
import { openOutputs } from '../../src/run/outputs.ts'
import { fakeEngine } from '../api/support/fake-engine.ts'

const following = (engine: Engine) => (signal: AbortSignal) =>
  engine.containers.logs('x', { tty: true, follow: true, signal })

test('of several outputs of which one cannot be opened none stays open', async () => {
  let asked = 0
  let open = 0
  await using fake = await fakeEngine((request, response) => {
    if (++asked === 2) response.writeHead(500).end('{"message":"no"}')
    else {
      open++
      request.socket.once('close', () => open--)
      response.write('x')
    }
  })
  const opening = openOutputs({ count: 3, signal: undefined }, following(fake.engine))
  await expect(opening).rejects.toThrow(ServerError)
  await expect.poll(() => open).toBe(0)
  expect(asked).toBe(3)
})

test('an output that does not open in time ends with the error of the limit, and leaves those that did', async () => {
  let asked = 0
  let open = 0
  await using fake = await fakeEngine((request, response) => {
    open++
    request.socket.once('close', () => open--)
    if (++asked === 1) response.write('x')
  })
  const limit = { ms: 100, error: new Error('too late') }
  await expect(openOutputs({ count: 2, signal: undefined, limit }, following(fake.engine))).rejects.toBe(limit.error)
  await expect.poll(() => open).toBe(0)
})

test('neither the limit nor the signal of the opening ends an output that is open', async () => {
  const abort = new AbortController()
  const none = () => {}
  let end = none
  await using fake = await fakeEngine((_, response) => {
    if (end !== none) return
    response.write('one\n')
    end = () => response.end('two\n')
  })
  const limit = { ms: 100, error: new Error('too late') }
  const [output] = await openOutputs({ count: 1, signal: abort.signal, limit }, following(fake.engine))
  abort.abort()
  // The same limit, for one that began later and does not open.
  await expect(openOutputs({ count: 1, signal: undefined, limit }, following(fake.engine))).rejects.toBe(limit.error)
  end()
  await expect(output?.text()).resolves.toMatchObject({ output: 'one\ntwo\n' })
})
