import { expect, test } from 'vitest'
import { IntervalRetry } from '../../src/run/interval-retry.ts'

test('asks until an answer will do', async () => {
  const retry = new IntervalRetry<number, string>(1)
  expect(
    await retry.retryUntil(
      async (attempt) => attempt,
      (attempt) => attempt === 3,
      () => 'too late',
      10_000,
    ),
  ).toBe(3)
})

test('gives what the caller has for a timeout', async () => {
  const retry = new IntervalRetry<number, string>(1)
  expect(
    await retry.retryUntil(
      async (attempt) => attempt,
      () => false,
      () => 'too late',
      20,
    ),
  ).toBe('too late')
})

test('hands on what the question throws', async () => {
  const retry = new IntervalRetry<number, string>(1)
  const ask = retry.retryUntil(
    () => Promise.reject(new Error('no')),
    () => false,
    () => 'too late',
    1000,
  )
  await expect(ask).rejects.toThrow('no')
})
