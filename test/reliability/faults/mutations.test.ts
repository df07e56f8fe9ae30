import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Engine } from '../../../src/api/index.ts'
import { SlipwayError } from '../../../src/index.ts'
import { seeded } from '../hostile/seeded.ts'
import { isSoak, recordFigure, times } from '../soak.ts'
import { mutated } from './mutation.ts'
import answers from './recorded-start.json' with { type: 'json' }
import { type Replay, replay } from './replay.ts'
import { replayedStart } from './replayed-start.ts'

// The answers of a real engine to one start, spoiled by chance: whatever they say, the start ends, and so does all that it began.

const count = times(300, 10_000)
const firstSeed = 1

test('a start whose answers are spoiled ends, and so does all that it began', {
  timeout: isSoak ? 1_800_000 : 60_000,
}, async () => {
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('unhandledRejection', note).on('uncaughtException', note)
  const ends = new Map<string, number>()
  const flaws: string[] = []
  let next = firstSeed
  try {
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        await using engine = await replay(answers)
        while (next < firstSeed + count) {
          const seed = next++
          const end = await tryOnce(engine, seed)
          ends.set(end.kind, (ends.get(end.kind) ?? 0) + 1)
          for (const flaw of end.flaws) flaws.push(`seed ${seed}: ${flaw}`)
        }
      }),
    )
    // Whatever was to go wrong late.
    await sleep(100)
  } finally {
    process.off('unhandledRejection', note).off('uncaughtException', note)
  }
  expect(flaws).toEqual([])
  expect(uncaught).toEqual([])
  const all = [...ends].sort(([, one], [, other]) => other - one).map(([kind, times]) => `${times} ${kind}`)
  await recordFigure(
    `${count} seeded mutations of the answers of a start`,
    `0 hangs, 0 uncaught errors, 0 promises that never settle; ${all.join(', ')}`,
  )
})

test('answers that nobody has spoiled are a start', async () => {
  await using engine = await replay(answers)
  engine.restart((_, bytes) => bytes)
  expect(await startAndStop(engine)).toBe('success')
})

interface End {
  /** Success, or the error's name. */
  readonly kind: string
  readonly flaws: readonly string[]
}

const tryOnce = async (replaying: Replay, seed: number): Promise<End> => {
  const chance = seeded(seed)
  const first = 1 + chance.below(20)
  const isAllSpoiled = chance.below(10) === 0
  replaying.restart((request, bytes) =>
    request === first || (isAllSpoiled && request > first) ? mutated(bytes, chance) : bytes,
  )
  const flaws: string[] = []
  const limit = new AbortController()
  const late = sleep(limitMs, 'late' as const, { signal: limit.signal }).catch(() => 'late' as const)
  const end = await Promise.race([startAndStop(replaying, flaws), late])
  limit.abort()
  if (end === 'late') flaws.push(`did not end within ${limitMs / 1000} s`)
  for (let turn = 0; turn < 200 && replaying.sockets.size > 0; turn++) await sleep(5)
  if (replaying.sockets.size > 0) flaws.push(`${replaying.sockets.size} connections stay open`)
  return { kind: end, flaws }
}

const limitMs = 30_000

const startAndStop = async ({ host }: Replay, flaws: string[] = []): Promise<string> => {
  const streams: Promise<unknown>[] = []
  try {
    const engine = await Engine.connect({ host, timeouts: { answerMs: 300, progressMs: 300 } })
    try {
      const consume = (stream: NodeJS.ReadableStream) => {
        streams.push(new Promise((resolve) => stream.once('close', resolve).once('error', resolve).resume()))
      }
      const container = await replayedStart(engine, consume).start()
      await container.stop()
    } finally {
      await engine.close()
      const open = await Promise.race([Promise.all(streams), sleep(2_000, 'open', { ref: false })])
      if (open === 'open') flaws.push('a log consumer waits for ever')
    }
    return 'success'
  } catch (error) {
    if (!SlipwayError.is(error)) flaws.push(`ended with ${error instanceof Error ? error.stack : String(error)}`)
    return error instanceof Error ? error.name : String(error)
  }
}
