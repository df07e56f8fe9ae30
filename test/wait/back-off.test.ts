import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { delayMs, pause, pollUntil } from '../../src/wait/back-off.ts'

test('delays grow by half from 10 ms up to their limit', () => {
  expect(Array.from({ length: 9 }, (_, attempt) => delayMs(attempt, 100))).toEqual([
    10, 15, 23, 34, 51, 76, 100, 100, 100,
  ])
  expect(delayMs(10_000, 250)).toBe(250)
})

test('it is asked at once, and again until the answer is yes', async () => {
  const { signal } = new AbortController()
  const answers = [false, false, true, false]
  await pollUntil(async () => answers.shift() ?? false, { maxDelayMs: 1, signal })
  expect(answers).toEqual([false])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('an abort ends a pause at once and leaves no listener', async () => {
  const { signal, ...controller } = abortable()
  const paused = pause(60_000, signal)
  controller.abort()
  await expect(paused).rejects.toThrow('aborted')
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('nothing is asked after an abort, even if the question did not hear of it', async () => {
  const { signal, ...controller } = abortable()
  let asked = 0
  const polled = pollUntil(
    async () => {
      if (++asked === 3) controller.abort()
      return false
    },
    { maxDelayMs: 1, signal },
  )
  await expect(polled).rejects.toThrow('aborted')
  expect(asked).toBe(3)
})

const abortable = () => {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}
