import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { Engine } from '../../../src/api/index.ts'
import { engineTraits } from '../../api/support/engine-traits.ts'
import { startContainer } from '../../api/support/resources.ts'
import { leftBehind } from '../../cleanup/left-behind.ts'
import { endVictims, expectNothingLeft, startVictim, untilProcessesEnded } from '../../cleanup/victims.ts'
import { sixStreams } from '../engine-ends/six-streams.ts'
import { isSoak, recordFigure, times } from '../soak.ts'
import { openRoads } from './roads.ts'
import { testLabel } from './scenarios.ts'
import { type Spoiling, spoilings, startSpoilt } from './spoilt-start.ts'
import type { Toxic } from './toxics.ts'
import type { Verdict } from './trial.ts'

// What fails here is the road to the engine, with all connections on it at once. Toxiproxy stands in it, in the network of this machine.

const { isPodman, isRootless } = await engineTraits()

/** Whether a container in the host's network is in ours: rootless Docker has one of its own. */
const sharesNetwork = process.platform === 'linux' && (isPodman || !isRootless)

const timeout = isSoak ? 1_800_000 : 60_000

afterEach(endVictims)

test.runIf(sharesNetwork)(
  'a start over a network that fails ends well or says why, in time, and leaves nothing',
  {
    timeout,
  },
  async () => {
    await using roads = await openRoads(4)
    const rest = spoilings(times(1, 2))
    const outcomes: Outcome[] = []
    await Promise.all(
      roads.all.map(async (road) => {
        for (let spoiling = rest.shift(); spoiling; spoiling = rest.shift())
          outcomes.push({ spoiling, verdict: await startSpoilt(spoiling, road, roads.honest) })
      }),
    )
    await record(outcomes)
    expect(outcomes.filter(isFlawed).map(lineOf)).toEqual([])
  },
)

test.runIf(sharesNetwork)(
  'what could not be removed because the network was gone goes with the process',
  {
    timeout,
  },
  async () => {
    await using roads = await openRoads(1)
    const { honest, road } = roads
    for (const toxic of isSoak ? [refusal, silence] : [refusal]) {
      const mark = randomUUID()
      const victim = await startVictim({ program: '../reliability/faults/tcp-program.ts', args: [road.host, mark] })
      const ended = Promise.all([once(victim.victim, 'message'), once(victim.victim, 'exit')])
      await untilContainerCreated(honest, victim.label)
      await road.spoil(toxic)
      const [[end]] = await ended
      expect(end).toMatch(/^(EngineConnectionError|StartupError)$/)
      expect(await leftBehind(honest, `${testLabel}=${mark}`)).not.toEqual([])
      await road.renew()
      await expectNothingLeft(victim.label)
      await untilProcessesEnded(victim)
      expect(await leftBehind(honest, `${testLabel}=${mark}`)).toEqual([])
    }
    await recordFigure(
      'a process that ends while the engine cannot be reached, in the middle of a start',
      '0 left 10 s after it can be reached again',
    )
  },
)

test.runIf(sharesNetwork)(
  'all that is open fails when its connection breaks, or nothing passes any more',
  {
    timeout,
  },
  async () => {
    await using roads = await openRoads(1)
    const { honest, road } = roads
    for (const { words, toxic, mayLast, idleMs } of breaks.filter(({ isQuick }) => isSoak || isQuick)) {
      const labels = { [testLabel]: randomUUID() }
      await using container = await startContainer(honest, { Cmd: talking, Labels: labels })
      await using engine = await Engine.connect({ host: road.host, timeouts: { answerMs: 1_000, idleMs } })
      const abort = new AbortController()
      const streams = await sixStreams(engine, container.id, { command: talking, labels, signal: abort.signal })
      const ends = new Map<string, unknown>()
      const endings = [...streams].map(async ([name, stream]) => {
        const end = await stream.then(
          () => 'success',
          (error: unknown) => error,
        )
        ends.set(name, end)
      })
      await road.spoil(toxic)
      const spoiltAt = performance.now()
      const broken = [...streams.keys()].filter((name) => !mayLast.includes(name))
      await expect
        .poll(() => [...ends.keys()], { timeout: 10_000, interval: 20, message: words })
        .toEqual(expect.arrayContaining(broken))
      const brokenMs = performance.now() - spoiltAt
      abort.abort('enough')
      const abortedAt = performance.now()
      await Promise.all(endings)
      const abortedMs = performance.now() - abortedAt
      for (const [name, end] of ends)
        if (end !== 'enough' || broken.includes(name)) expect(end, `${name}, ${words}`).toMatchObject(brokenOff)
      expect(abortedMs).toBeLessThan(10_000)
      await road.renew()
      for (const { Id } of await honest.containers.list({ filters: { label: [`${testLabel}=${labels[testLabel]}`] } }))
        if (Id !== container.id) await honest.containers.remove(Id, { force: true })
      const fails = broken.length > 0 ? `${broken.join(', ')}: a typed error within ${Math.round(brokenMs)} ms; ` : ''
      await recordFigure(
        `open streams, ${words}`,
        `${fails}after an abort all ended within ${Math.round(abortedMs)} ms`,
      )
    }
  },
)

test.runIf(sharesNetwork)('what comes late, slowly or in pieces comes whole', { timeout }, async () => {
  await using roads = await openRoads(1)
  const { honest, road } = roads
  const count = times(40, 400)
  const numbers = Array.from({ length: count }, (_, index) => `${index + 1}`)
  await using container = await startContainer(honest, { Cmd: ['sh', '-c', `seq 1 ${count}; exec sleep 600`] })
  await using engine = await Engine.connect({ host: road.host })
  const readLog = async (): Promise<readonly string[]> => {
    const read: string[] = []
    for await (const { text } of (await engine.containers.logs(container.id, { follow: true, tty: false })).lines()) {
      read.push(text)
      if (read.length === count) break
    }
    return read
  }
  for (const toxic of distortions) {
    await road.spoil(toxic)
    const command = engine.exec.run(container.id, ['seq', '1', `${count}`])
    const [log, { stdout }] = await Promise.all([readLog(), command])
    expect(log, JSON.stringify(toxic)).toEqual(numbers)
    expect(stdout.trimEnd().split('\n'), JSON.stringify(toxic)).toEqual(numbers)
    await road.lift(toxic)
  }
  await recordFigure(
    `a log and a command's output of ${count} lines, late, slowly, or in pieces of 1 to 25 bytes`,
    'whole',
  )
})

const refusal: Toxic = { type: 'refusal', stream: 'downstream', attributes: {} }
const silence: Toxic = { type: 'timeout', stream: 'downstream', attributes: { timeout: 0 } }

interface Break {
  readonly words: string
  readonly toxic: Toxic
  /** What may go on: the engine has nothing to say there, or nobody can tell that it has. */
  readonly mayLast: readonly string[]
  /** After which the engine is asked for a sign of life. @default longer than the test */
  readonly idleMs?: number
  /** Whether a short run tries it too. */
  readonly isQuick?: boolean
}

// A run asks for the exit on a connection of its own, and waits for that.
const quiet = ['wait', 'events', 'run']

const breaks: readonly Break[] = [
  { words: 'refused', toxic: refusal, mayLast: [], isQuick: true },
  {
    words: 'closed after 0.5 s of silence',
    toxic: { type: 'timeout', stream: 'upstream', attributes: { timeout: 500 } },
    mayLast: [],
  },
  {
    words: 'reset at the next byte',
    toxic: { type: 'reset_peer', stream: 'downstream', attributes: { timeout: 0 } },
    mayLast: quiet,
  },
  {
    words: 'closed after 20 more bytes',
    toxic: { type: 'limit_data', stream: 'downstream', attributes: { bytes: 20 } },
    mayLast: quiet,
  },
  { words: 'nothing passes', toxic: silence, mayLast: [...quiet, 'followed logs', 'statistics', 'exec'] },
  {
    words: 'nothing passes, and a sign of life is asked for after 0.5 s',
    toxic: silence,
    mayLast: [],
    idleMs: 500,
    isQuick: true,
  },
]

/** A connection may also end within a frame of output. */
const brokenOff = { code: expect.stringMatching(/^ENGINE_(CONNECTION|PROTOCOL)$/) }

const talking = ['sh', '-c', 'while echo going; do sleep 0.1; done']

const distortions = (['upstream', 'downstream'] as const).flatMap((stream): Toxic[] => [
  { type: 'latency', stream, attributes: { latency: times(50, 2_000), jitter: times(50, 1_000) } },
  { type: 'bandwidth', stream, attributes: { rate: 2 } },
  { type: 'slicer', stream, attributes: { average_size: 1, size_variation: 0, delay: 1 } },
  { type: 'slicer', stream, attributes: { average_size: 13, size_variation: 12, delay: 1_000 } },
])

const untilContainerCreated = async (engine: Engine, label: string): Promise<void> => {
  const filters = { type: ['container'], event: ['create'], label: [label] } as const
  for await (const _ of engine.system.events({ since: Date.now() / 1_000 - 10, filters })) return
}

interface Outcome {
  readonly spoiling: Spoiling
  readonly verdict: Verdict
}

/** What lasts keeps us from removing too: the session's end sees to that. What passes leaves nothing. */
const isFlawed = ({ spoiling, verdict: { flaws, elapsedMs, left } }: Outcome): boolean =>
  flaws.length > 0 || elapsedMs > deadlineMs || (left.length > 0 && spoiling.lastsMs !== undefined)

const deadlineMs = 40_000

const lineOf = ({ spoiling, verdict: { error, elapsedMs, flaws, left } }: Outcome): string =>
  [
    JSON.stringify(spoiling),
    error === undefined ? 'success' : String(error).slice(0, 300),
    `${Math.round(elapsedMs)} ms`,
    ...flaws,
    ...left.map((what) => `left: ${what}`),
  ].join('; ')

const record = async (outcomes: readonly Outcome[]): Promise<void> => {
  for (const name of new Set(outcomes.map(({ spoiling }) => spoiling.name))) {
    const verdicts = outcomes.filter(({ spoiling }) => spoiling.name === name).map(({ verdict }) => verdict)
    const failures = verdicts.filter(({ error }) => error !== undefined)
    const leavers = verdicts.filter(({ left }) => left.length > 0)
    const slowestMs = Math.max(...verdicts.map(({ elapsedMs }) => elapsedMs))
    await recordFigure(
      `a start, ${name}`,
      `${verdicts.length - failures.length} ok | ${failures.length} typed errors | ${leavers.length} left something to the session | ${(slowestMs / 1_000).toFixed(1)} s at most`,
    )
  }
  const flawed = outcomes.filter(isFlawed).length
  await recordFigure('starts over a network that fails', `${outcomes.length}, ${flawed} that hang, leak or end untyped`)
}
