import { expect, test } from 'vitest'
import { builders } from '../../api/support/buildkit.ts'
import { registryImage } from '../../run/registry-image.ts'
import { isSoak, recordFigure } from '../soak.ts'
import { type Fault, faults } from './fault.ts'
import { Lane, type Outcome, type Step } from './lane.ts'
import { building, joiningStart, pullingStart, reusableStart, type Scenario, wholeStart } from './scenarios.ts'

// Whatever goes wrong with whichever request of a start: it ends with success or with a typed error that names what failed, in time, and
// nothing is left. In a soak every pair of request and fault; else one fault for each operation, so that each fault comes up.

const timeout = isSoak ? 1_800_000 : 120_000

test('a start with everything ends well or says why, whatever goes wrong with any of its requests', {
  timeout,
}, async () => {
  await tryAll('start', wholeStart, { lanes: 4 })
})

test('so does a start that pulls its image', { timeout }, async () => {
  const { full } = await registryImage()
  await tryAll('pull', pullingStart(full), { lanes: 2, own: /images/ })
})

test('so does a start that makes a container for reuse, and one that finds it', { timeout }, async () => {
  await tryAll('reuse', reusableStart, { lanes: 3, own: /volumes|GET .containers/ })
  await tryAll('reuse again', joiningStart, { lanes: 3, own: /volumes|logs|GET .containers/ })
})

test.each(builders)('so does a build: %s', { timeout }, async (builder) => {
  await tryAll(`${builder} build`, building(builder), { lanes: 2 })
})

interface Cell {
  readonly step: Step
  readonly name: string
  readonly fault: Fault
}

interface Extent {
  readonly lanes: number
  /** The operations that a short run tries, because other scenarios do not have them. @default all */
  readonly own?: RegExp
}

const tryAll = async (what: string, scenario: Scenario, { lanes: laneCount, own = /./ }: Extent): Promise<void> => {
  const first = await Lane.open()
  const lanes = [first, ...(await Promise.all(Array.from({ length: laneCount - 1 }, () => Lane.open())))]
  try {
    for (const lane of lanes) await lane.warmUp(scenario)
    const steps = await first.record(scenario)
    const cells = cellsOf(steps.filter(({ operation }) => isSoak || own.test(operation)))
    const outcomes: { readonly cell: Cell; readonly outcome: Outcome }[] = []
    const rest = [...cells]
    await Promise.all(
      lanes.map(async (lane) => {
        for (let cell = rest.shift(); cell; cell = rest.shift())
          outcomes.push({ cell, outcome: await lane.try(scenario, cell.step, cell.fault) })
      }),
    )
    await record(what, outcomes)
    const flaws = outcomes
      .filter(({ outcome }) => outcome.flaws.length > 0)
      .map(({ cell, outcome }) => lineOf(cell, outcome))
    expect(flaws).toEqual([])
  } finally {
    for (const lane of lanes) await lane[Symbol.asyncDispose]()
  }
}

const cellsOf = (steps: readonly Step[]): readonly Cell[] => {
  const named = Object.entries(faults).map(([name, fault]) => ({ name, fault }))
  // What is asked again and again is the same question after the second time.
  const distinct = steps.filter(({ occurrence }) => occurrence <= (isSoak ? 2 : 1))
  const all = distinct.map((step) => named.filter(({ fault }) => fits(step, fault)).map((one) => ({ step, ...one })))
  if (isSoak) return all.flat()
  return all.flatMap((cells, index) => {
    const quick = cells.filter(
      ({ fault }) => fault.kind !== 'silent' && fault.kind !== 'silent in the body' && fault.kind !== 'late',
    )
    const slow = cells.filter((cell) => !quick.includes(cell))
    const pick = (from: readonly Cell[], at: number) => from.slice(at % from.length, (at % from.length) + 1)
    return index % 8 === 3 ? pick(slow, (index - 3) / 8) : pick(quick, index * 5)
  })
}

const hasBody =
  /^(POST|PUT) \/((containers|networks|volumes)\/create|.*\/(connect|archive|exec)|build|exec\/\{id\}\/start)$/

const fits = ({ operation }: Step, { kind }: Fault): boolean => {
  if (kind === '1,000 frames of rubbish') return /attach|logs|exec\/\{id\}\/start/.test(operation)
  if (kind === 'cut request') return hasBody.test(operation)
  // Nobody can tell it from a step that has nothing to say.
  return kind !== 'silent in the body' || operation !== 'POST /build'
}

const lineOf = ({ step, name }: Cell, { error, elapsedMs, flaws, wasApplied }: Outcome): string =>
  [
    `${step.operation} (${step.occurrence}), ${name}: ${error === undefined ? 'success' : String(error).slice(0, 300)}`,
    `${Math.round(elapsedMs)} ms${wasApplied ? '' : ', not applied'}`,
    ...flaws,
  ].join('; ')

const record = async (what: string, outcomes: readonly { readonly cell: Cell; readonly outcome: Outcome }[]) => {
  const operations = [...new Set(outcomes.map(({ cell }) => cell.step.operation))]
  for (const operation of operations) {
    const ofThis = outcomes.filter(({ cell, outcome }) => cell.step.operation === operation && outcome.wasApplied)
    const names = (isError: boolean) =>
      [
        ...new Set(
          ofThis.filter(({ outcome }) => (outcome.error !== undefined) === isError).map(({ cell }) => cell.name),
        ),
      ].join(', ')
    await recordFigure(
      `faults, ${what}: \`${operation}\``,
      `succeeds: ${names(false) || 'none'}; typed error: ${names(true) || 'none'}`,
    )
  }
  const slowest = Math.max(...outcomes.map(({ outcome }) => outcome.elapsedMs))
  const applied = outcomes.filter(({ outcome }) => outcome.wasApplied).length
  const flawed = outcomes.filter(({ outcome }) => outcome.flaws.length > 0).length
  await recordFigure(
    `faults, ${what}`,
    `${applied} pairs (${outcomes.length - applied} more were not asked for), ${flawed} that hang, leak or end untyped; the longest took ${(slowest / 1000).toFixed(1)} s`,
  )
}
