import { ConflictError, type ContainerInspect, type Engine, NotFoundError } from '../api/index.ts'
import { SlipwayError } from '../events/error.ts'
import { createRequest } from '../spec/create-request.ts'
import { differences, type Fingerprint, fingerprint, hashOf } from '../spec/fingerprint.ts'
import { LABEL_TESTCONTAINERS_CONTAINER_HASH } from '../spec/labels.ts'
import { delayMs, pause } from '../wait/back-off.ts'
import { duration } from '../wait/words.ts'
import { bringUp, joinRunning } from './bring-up.ts'
import { checkSources } from './copy.ts'
import { copyDigests } from './copy-digests.ts'
import { ownerLabelNames, ownerState } from './owner.ts'
import type { ReuseContext, StartPlan } from './plan.ts'
import type { Running } from './ready-run.ts'
import { isGone, removeContainer } from './remove.ts'
import { endUnlessShared, isBeingEnded, type Lease, type Place, takeShare } from './reuse-owners.ts'
import { startContainer } from './start.ts'
import { type Teller, teller } from './teller.ts'
import { unixSeconds } from './times.ts'

/** A container that others may use too. */
export interface Shared extends Running {
  /** False for whoever has made it. */
  readonly isReused: boolean
  readonly lease: Lease
}

/**
 * Uses the container that was made for the same specification, or makes it. Its name is the claim: of several processes that make it at the
 * same time, the engine lets one, and the others wait for that one's.
 *
 * @throws SlipwayError with code `REUSE_CHANGED` when that of the same name or key is another one and somebody uses it, and with code
 *   `REUSE_NOT_STARTED` when another process has made it and does not start it
 */
export const reuseOrStart = async (
  plan: StartPlan,
  key: string | undefined,
  context: ReuseContext,
): Promise<Shared> => {
  await checkSources(plan.spec.copies)
  const parts = await fingerprintOf(plan, context.engine)
  const hash = hashOf(parts)
  const name = plan.spec.name ?? `slipway-reuse-${key ?? hash.slice(0, 32)}`
  const attempt = { plan: { ...plan, spec: { ...plan.spec, name } }, context, name, hash, parts }
  for (let round = 0; ; round++) {
    context.signal?.throwIfAborted()
    const found = await inspected(context.engine, name, context.signal)
    const shared = found ? await join(attempt, found, teller(plan.spec.image)) : await make(attempt)
    if (shared) return shared
    await pause(delayMs(round, 500), context.signal ?? never)
  }
}

interface Attempt {
  readonly plan: StartPlan
  readonly context: ReuseContext
  readonly name: string
  readonly hash: string
  readonly parts: Fingerprint
}

const never = new AbortController().signal
const hashLabel = 'slipway.reuse'
const partsLabel = 'slipway.reuse.specification'

const fingerprintOf = async ({ spec }: StartPlan, engine: Engine): Promise<Fingerprint> => {
  const { name, platform, networks, copies, copyOptions } = spec
  const further = Object.fromEntries(networks.slice(1).map((network) => [network.name, network]))
  const copied = await copyDigests(copies)
  return fingerprint({
    ...createRequest(spec, engine.kind),
    name,
    platform,
    networks: further,
    copies: copied,
    copyOptions,
  })
}

const inspected = (engine: Engine, id: string, signal?: AbortSignal): Promise<ContainerInspect | undefined> =>
  engine.containers.inspect(id, { signal }).catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined
    throw error
  })

/** Undefined when somebody else was first. */
const make = async ({ plan, context, hash, parts }: Attempt): Promise<Shared | undefined> => {
  const { engine, owner } = context
  const leases = new Map<string, Lease>()
  const created = async (containerId: string) => {
    leases.set(containerId, await takeShare({ engine, containerId, owner }, context.signal))
    await plan.hooks.created?.(containerId)
  }
  const undo = async (containerId: string, limit: AbortSignal) => {
    const remove = () => removeContainer(engine, containerId, { signal: limit })
    // Given up, it may still become what others wait for; one that has failed is of no use to them.
    const lease = context.signal?.aborted ? leases.get(containerId) : undefined
    await (lease ? lease.releaseAndEnd(remove) : remove())
  }
  const labels = {
    ...context.labels,
    ...pick(owner, ...ownerLabelNames),
    [hashLabel]: hash,
    [partsLabel]: JSON.stringify(parts),
    [LABEL_TESTCONTAINERS_CONTAINER_HASH]: hash,
  }
  try {
    const running = await startContainer({ ...plan, hooks: { ...plan.hooks, created, undo } }, { ...context, labels })
    const lease = leases.get(running.inspected.Id)
    leases.delete(running.inspected.Id)
    return lease && { ...running, isReused: false, lease }
  } catch (error) {
    if (error instanceof ConflictError && leases.size === 0) return undefined
    throw error
  } finally {
    await releaseAll(leases.values())
  }
}

/** Undefined when it has gone, or had to go. */
const join = async (attempt: Attempt, found: ContainerInspect, tell: Teller): Promise<Shared | undefined> => {
  const { plan, context, hash } = attempt
  if (found.Config.Labels[hashLabel] !== hash) return replace(attempt, found, tell)
  const place = { engine: context.engine, containerId: found.Id, owner: context.owner }
  const lease = await takeShare(place, context.signal)
  try {
    const current = await whenUsable(place, plan, context.signal)
    if (current) return { ...(await joinOne(current, attempt, tell)), isReused: true, lease }
  } catch (error) {
    await releaseAll([lease])
    // Whoever made it may have failed, and taken it away.
    if (context.signal?.aborted || !(await isGoing(place, error))) throw error
    return undefined
  }
  await releaseAll([lease])
  return undefined
}

const joinOne = async (current: ContainerInspect, { plan, context }: Attempt, tell: Teller): Promise<Running> => {
  const { Status } = current.State
  tell({ step: 'reused', containerId: current.Id })
  if (Status === 'paused') await context.engine.containers.unpause(current.Id)
  const joined = { ...plan, isReused: true }
  if (Status !== 'exited') return joinRunning(current.Id, joined, context)
  return bringUp(current.Id, { ...joined, since: unixSeconds(current.State.FinishedAt) }, context)
}

const isGoing = async ({ engine, containerId }: Place, error: unknown): Promise<boolean> => {
  const { State } = (await inspected(engine, containerId)) ?? {}
  if (State === undefined || State.Status === 'removing' || State.Status === 'dead') return true
  // Docker calls it running while it is killed in order to be removed, and refuses what is asked of it.
  const isRefused = [error, error instanceof Error && error.cause].some((one) => one instanceof ConflictError)
  return isRefused && isGone(engine, containerId)
}

/**
 * Waits for whoever makes it, as long as that process lives, and for whoever ends it; undefined when it is not to be had any more.
 *
 * @param place where this process has a share already
 */
const whenUsable = async (
  place: Place,
  { startupTimeoutMs }: StartPlan,
  signal: AbortSignal = never,
): Promise<ContainerInspect | undefined> => {
  const { engine, containerId } = place
  const end = performance.now() + startupTimeoutMs
  for (let round = 0; ; round++) {
    // In this order: what it was before somebody had ended it says nothing.
    const isEnding = await isBeingEnded(place)
    const current = await inspected(engine, containerId, signal)
    if (!current) return undefined
    const { Status } = current.State
    if (!isEnding && usable.has(Status)) return current
    if (!isEnding && !isBeingMade(current)) {
      await removeContainer(engine, containerId)
      return undefined
    }
    // Its maker may be at work on another machine: it is not ours to remove.
    if (performance.now() > end) throw (isEnding ? notEnded : notStarted)(current, startupTimeoutMs)
    await pause(delayMs(round, 200), signal)
  }
}

// One that its restart policy is about to start again is waited for when it is joined.
const usable: ReadonlySet<string> = new Set(['running', 'restarting', 'paused', 'exited'])

const isBeingMade = ({ State, Config }: ContainerInspect): boolean =>
  State.Status === 'created' && ownerState(Config.Labels) !== 'ended'

const notEnded = ({ Id, Name }: ContainerInspect, ms: number): SlipwayError =>
  new SlipwayError(
    'REUSE_NOT_STARTED',
    `Container \`${Name.slice(1)}\` (${Id.slice(0, 12)}) is being stopped by the last process that used it, which has not come to its ` +
      `end within ${duration(ms)}. Start it again later.`,
  )

const notStarted = ({ Id, Name, Config }: ContainerInspect, ms: number): SlipwayError =>
  new SlipwayError(
    'REUSE_NOT_STARTED',
    `Container \`${Name.slice(1)}\` (${Id.slice(0, 12)}) was made for reuse by process ${Config.Labels['slipway.pid']} on ` +
      `\`${Config.Labels['slipway.host']}\`, which has not started it within ${duration(ms)}. Remove it if that process is gone.`,
  )

const replace = async (
  { name, parts, context }: Attempt,
  found: ContainerInspect,
  tell: Teller,
): Promise<undefined> => {
  const { engine } = context
  const { [partsLabel]: before } = found.Config.Labels
  if (before === undefined)
    throw new SlipwayError(
      'REUSE_CHANGED',
      `Container \`${name}\` (${found.Id.slice(0, 12)}) was not made for reuse. Remove it, or choose another name.`,
    )
  const changed = differences(readParts(before), parts)
  const place = { engine, containerId: found.Id, owner: context.owner }
  const isEnded =
    !isBeingMade(found) &&
    (await endUnlessShared(place, async () => {
      tell({ step: 'replaced', containerId: found.Id, differences: changed })
      await removeContainer(engine, found.Id)
    }))
  if (!isEnded)
    throw new SlipwayError(
      'REUSE_CHANGED',
      [
        `Container \`${name}\` (${found.Id.slice(0, 12)}) is in use, and is not as this one is to be. Choose another key or name. Changed:`,
        ...changed.map((line) => `  ${line}`),
      ].join('\n'),
    )
}

const readParts = (text: string): Fingerprint => {
  const parts: unknown = JSON.parse(text)
  return Object.fromEntries(Object.entries(Object(parts)).map(([path, value]) => [path, String(value)]))
}

// What cannot be given back now goes with the session.
const releaseAll = async (leases: Iterable<Lease>): Promise<void> => {
  for (const lease of leases) await lease.release().catch(() => {})
}

const pick = (labels: Readonly<Record<string, string>>, ...keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(keys.map((key) => [key, labels[key] ?? '']))
