import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { endVictims, expectNothingLeft, startVictim } from './victims.ts'

afterEach(endVictims)

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('nothing is left of a process that %s ends', async (signal) => {
  const { victim, label } = await startVictim()
  const ended = once(victim, 'exit')
  victim.kill(signal)
  expect(await ended).toEqual([null, signal])
  await expectNothingLeft(label)
})

test('nothing is left of a process whose terminal is closed', async () => {
  const { victim, label } = await startVictim({ terminal: true })
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
})

test('nothing is left of a worker thread that is terminated, while its process lives on', async () => {
  const { victim, label } = await startVictim({ program: 'worker-victim.ts', args: ['terminate'] })
  await expectNothingLeft(label)
  expect(victim.exitCode).toBe(null)
})

test('nothing is left of a worker thread whose process is killed', async () => {
  const { victim, label } = await startVictim({ program: 'worker-victim.ts' })
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
})
