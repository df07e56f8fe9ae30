import { expect, test } from 'vitest'
import {
  ConflictError,
  EngineConnectionError,
  EngineError,
  ProtocolError,
  ServerError,
  UnsupportedError,
} from '../../src/api/index.ts'
import { withGrace } from '../../src/run/grace.ts'
import { makeMarked } from '../../src/run/make-marked.ts'
import { undo } from '../../src/run/undo.ts'

const operation = { method: 'POST', path: '/containers/create' }

test('what was made although the answer was lost is removed by a label that nothing else has', async () => {
  const labels: string[] = []
  const made = makeMarked({
    make: async (mark) => {
      labels.push(...Object.entries(mark).map(([name, value]) => `${name}=${value}`))
      throw new ServerError(operation, 500, 'lost')
    },
    remove: async (label) => labels.push(label) > 0,
    key: String,
    signal: undefined,
  })
  await expect(made).rejects.toThrow('lost')
  expect(labels).toHaveLength(2)
  expect(new Set(labels).size).toBe(1)
  expect(labels[0]).toMatch(/^slipway\.call=[0-9a-f-]{36}$/)
})

test.each([
  ['the connection broke', new EngineConnectionError('tcp://there:2375', operation, new Error('reset'))],
  ['a proxy gave it up', EngineError.of(operation, 504, 'Gateway Time-out')],
  ['a proxy was not patient', EngineError.of(operation, 408, 'Request Time-out')],
  ['something else answered', new ProtocolError('a web page')],
])('what the engine was still making when %s is removed as soon as it is there', async (_, error) => {
  const looks: boolean[] = []
  const made = makeMarked({
    make: () => Promise.reject(error),
    remove: async () => {
      looks.push(looks.length === 2)
      return looks.at(-1) === true
    },
    key: String,
    signal: undefined,
  })
  await expect(made).rejects.toBe(error)
  expect(looks).toEqual([false, false, true])
})

test('nothing is made any more once the engine has answered: one look is enough', async () => {
  let looks = 0
  const made = makeMarked({
    make: () => Promise.reject(new ServerError(operation, 500, 'no address is free')),
    remove: async () => ++looks < 0,
    key: String,
    signal: undefined,
  })
  await expect(made).rejects.toThrow(ServerError)
  expect(looks).toBe(1)
})

test.each([
  ['was never sent', new UnsupportedError('`x`', 'no such thing')],
  ['the engine has refused', new ConflictError(operation, 409, 'in use')],
])('what %s was not made, and is not looked for', async (_, error) => {
  let looks = 0
  const made = makeMarked({
    make: () => Promise.reject(error),
    remove: async () => ++looks < 0,
    key: String,
    signal: undefined,
  })
  await expect(made).rejects.toBe(error)
  expect(looks).toBe(0)
})

test('what an abort cut off is looked for, whatever the reason of the abort', async () => {
  const looks: boolean[] = []
  const reason = new ConflictError(operation, 409, 'what another start has failed of')
  const abort = new AbortController()
  const made = makeMarked({
    make: async () => {
      abort.abort(reason)
      throw reason
    },
    key: String,
    remove: async () => {
      looks.push(true)
      return true
    },
    signal: abort.signal,
  })
  await expect(made).rejects.toBe(reason)
  expect(looks).toEqual([true])
})

test('an abort lets a call go on for its grace, and ends it then with the reason', async () => {
  const abort = new AbortController()
  const ended: string[] = []
  const call = (late: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      late.addEventListener('abort', () => reject(late.reason))
      setTimeout(resolve, 60, 'made')
    })
  abort.abort('enough')
  const patient = withGrace(abort.signal, 5_000, call).then((value) => ended.push(value))
  const impatient = withGrace(abort.signal, 10, call).catch((reason: string) => ended.push(reason))
  await Promise.all([patient, impatient])
  expect(ended).toEqual(['enough', 'made'])
})

test('what cannot be undone at once is tried again, and given up without a word', async () => {
  let attempts = 0
  await undo(async () => {
    if (++attempts < 3) throw new Error('away')
  })
  expect(attempts).toBe(3)
  await undo(async () => {
    attempts++
    throw new Error('away for good')
  })
  expect(attempts).toBe(7)
})
