import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { GenericContainer } from '../../../src/index.ts'
import { defaultEngine } from '../../../src/run/default-engine.ts'
import { leftBehind } from '../../cleanup/left-behind.ts'
import {
  clockOff,
  endVictims,
  expectNothingLeft,
  killWithWatchdog,
  startVictim,
  untilProcessesEnded,
  type Victim,
} from '../../cleanup/victims.ts'
import { isSoak, recordFigure, times } from '../soak.ts'

afterEach(endVictims)

test.each([
  ['at any moment of its starts', 'any', times(2, 100)],
  ['between the create and the start of a container', 'created', times(2, 50)],
  ['while the engine makes a container for it', 'creating', times(2, 50)],
])('a process that is killed %s leaves nothing, and does not hold up the next', async (words, moment, rounds) => {
  const engine = await defaultEngine()
  const bystander = await startVictim()
  const before = await leftBehind(engine, bystander.label)
  const aloneMs: number[] = []
  const startMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    aloneMs.push(await timeOfAStart())
    const victim = await startStarting(moment)
    if (moment === 'any') await killLater(victim, round, () => victim.victim.kill('SIGKILL'))
    else if (victim.victim.exitCode === null && victim.victim.signalCode === null) await once(victim.victim, 'exit')
    expect(victim.victim.signalCode).toBe('SIGKILL')
    startMs.push(await timeOfAStart())
    await expectAllOver(victim)
  }
  expect(await leftBehind(engine, bystander.label)).toEqual(before)
  // A few rounds beside all other tests say nothing about time.
  if (isSoak) expect(medianOf(startMs) - medianOf(aloneMs)).toBeLessThan(1_000)
  await recordFigure(
    `SIGKILL ${words}, ${rounds} times`,
    `0 left within 10 s of each; the next start took ${told(startMs)}, one before the kill ${told(aloneMs)}`,
  )
})

test('a process whose clock is days off is cleaned up after all the same, when it is killed at any moment', async () => {
  const rounds = times(2, 20)
  for (let round = 0; round < rounds; round++) {
    const victim = await startStarting('any', clockOff(round % 2 === 0 ? 2 : -2))
    await killLater(victim, round, () => victim.victim.kill('SIGKILL'))
    await expectAllOver(victim)
  }
  await recordFigure(`SIGKILL of a process whose clock is two days ahead, or behind, ${rounds} times`, '0 left')
})

test('a process group that is killed at any moment leaves nothing', async () => {
  const rounds = times(2, 20)
  for (let round = 0; round < rounds; round++) {
    const victim = await startStarting('any')
    await killLater(victim, round, () => process.kill(-(victim.victim.pid ?? 0), 'SIGKILL'))
    await expectAllOver(victim)
  }
  await recordFigure(`SIGKILL of the whole process group, ${rounds} times`, '0 left')
})

test('what is left when the watchdog is killed too goes with the next run', async () => {
  const rounds = times(1, 20)
  const aloneMs: number[] = []
  const nextMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const alone = await timedRun()
    aloneMs.push(alone.tookMs)
    await endRun(alone.run)
    const victim = await startStarting('any')
    await killLater(victim, round, () => killWithWatchdog(victim))
    const next = await timedRun()
    nextMs.push(next.tookMs)
    await expectNothingLeft(victim.label)
    await endRun(next.run)
  }
  await recordFigure(
    `SIGKILL of a process and its watchdog, ${rounds} times`,
    `0 left 10 s after the next run was under way; that took ${told(nextMs)}, one with nothing to sweep ${told(aloneMs)}`,
  )
})

/** In a soak there is real work for the engine: a database among the containers. */
const startStarting = (moment: string, env: NodeJS.ProcessEnv = {}): Promise<Victim> =>
  startVictim({ program: '../reliability/kills/program.ts', args: [moment, isSoak ? 'mysql' : 'none'], env })

/** Other moments in other rounds, the same in every run. */
const killLater = async ({ victim }: Victim, round: number, kill: () => unknown): Promise<void> => {
  // Not at once in the first round: nothing would have been made.
  await sleep((((round + 1) * 0.618) % 1) * (isSoak ? 3_000 : 1_000))
  await Promise.all([once(victim, 'exit'), kill()])
}

const timeOfAStart = async (): Promise<number> => {
  const begin = performance.now()
  await using _container = await new GenericContainer('busybox').withCommand(['sleep', 'infinity']).start()
  return performance.now() - begin
}

/** A process that has made one of everything, and how long that took from its start. */
const timedRun = async (): Promise<{ readonly run: Victim; readonly tookMs: number }> => {
  const begin = performance.now()
  const run = await startVictim()
  return { run, tookMs: performance.now() - begin }
}

const endRun = async (run: Victim): Promise<void> => {
  run.victim.kill('SIGKILL')
  await expectAllOver(run)
}

const expectAllOver = async (victim: Victim): Promise<void> => {
  await expectNothingLeft(victim.label)
  // Only now can nothing come after: the engine may have been at work when nothing was to be seen yet.
  await untilProcessesEnded(victim)
  expect(await leftBehind(await defaultEngine(), victim.label)).toEqual([])
}

const told = (ms: readonly number[]): string =>
  `${Math.round(medianOf(ms))} ms (median; ${Math.round(Math.max(...ms))} ms at most)`

const medianOf = (ms: readonly number[]): number => ms.toSorted((a, b) => a - b)[Math.floor(ms.length / 2)] ?? 0
