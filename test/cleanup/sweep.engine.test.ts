import { afterEach, expect, test } from 'vitest'
import { NotFoundError } from '../../src/api/index.ts'
import { leaseLabel, sessionLabel } from '../../src/cleanup/labels.ts'
import { prune } from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { ownerLabels } from '../../src/run/owner.ts'
import { leftBehind } from './left-behind.ts'
import { clockOff, endVictims, expectNothingLeft, killWithWatchdog, startVictim } from './victims.ts'

afterEach(endVictims)

test('what a process and its watchdog left is swept by the next one, an image too', async () => {
  const victim = await startVictim({ args: ['with-image'] })
  await killWithWatchdog(victim)
  const { label } = victim
  const engine = await defaultEngine()
  expect(await leftBehind(engine, label)).not.toEqual([])
  await startVictim()
  await expectNothingLeft(label)
})

test('what a living process has is left alone, and said to be', async () => {
  const { label } = await startVictim()
  const engine = await defaultEngine()
  const before = await leftBehind(engine, label)
  const { removed, kept } = await prune({ engine })
  expect(await leftBehind(engine, label)).toEqual(before)
  const session = label.slice(label.indexOf('=') + 1)
  expect(removed.filter((one) => one.session === session)).toEqual([])
  expect(kept.filter((one) => one.session === session)).toHaveLength(before.length)
})

test.each([
  ['of a process whose id another one has got since', { 'slipway.started': '1' }],
  ['of a process on another machine whose lease is over', { 'slipway.host': 'other.example', [leaseLabel]: '-1' }],
])('a volume %s is removed', async (_, labels) => {
  const engine = await defaultEngine()
  const volume = await volumeOf(labels)
  // The sweep of another process may be quicker: what counts is that it is gone.
  await prune({ engine })
  await expect(engine.volumes.inspect(volume)).rejects.toThrow(NotFoundError)
})

test.each([
  ['of a process on another machine', { 'slipway.host': 'other.example', [leaseLabel]: '3600' }],
  ['that is to stay', { 'slipway.started': '1', [sessionLabel]: '' }],
])('a volume %s stays, unless all is asked for', async (_, labels) => {
  const engine = await defaultEngine()
  const volume = await volumeOf(labels)
  try {
    const { kept } = await prune({ engine })
    expect(kept.map(({ name }) => name)).toContain(volume)
    const { removed } = await prune({ engine, all: true, dryRun: true })
    expect(removed.map(({ name }) => name)).toContain(volume)
    expect((await engine.volumes.inspect(volume)).Name).toBe(volume)
  } finally {
    await engine.volumes.remove(volume)
  }
})

test('a clock that is two days ahead takes no lease for over, and hinders no clean-up', async () => {
  const engine = await defaultEngine()
  const leased = await volumeOf({ 'slipway.host': 'other.example', [leaseLabel]: '3600' })
  const session = `ended-${process.pid}`
  await volumeOf({ 'slipway.started': '1', [sessionLabel]: session })
  try {
    const { victim, label } = await startVictim({ env: clockOff(2) })
    // It has swept when this is gone.
    await expectNothingLeft(`${sessionLabel}=${session}`)
    expect((await engine.volumes.inspect(leased)).Name).toBe(leased)
    victim.kill('SIGKILL')
    await expectNothingLeft(label)
  } finally {
    await engine.volumes.remove(leased)
  }
})

const volumeOf = async (labels: Readonly<Record<string, string>>): Promise<string> => {
  const Labels = { ...ownerLabels(), [sessionLabel]: 'a-session', ...labels }
  return (await (await defaultEngine()).volumes.create({ Labels })).Name
}
