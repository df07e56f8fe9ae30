import { ConflictError, type ContainerInspect, type Engine, NotFoundError } from '../api/index.ts'
import { SlipwayError } from '../events/error.ts'
import { createRequest } from '../spec/create-request.ts'
import { differences, type Fingerprint, fingerprint, hashOf } from '../spec/fingerprint.ts'
import { LABEL_TESTCONTAINERS_CONTAINER_HASH } from '../spec/labels.ts'
import { delayMs, pause } from '../wait/back-off.ts'
import { duration } from '../wait/words.ts'
import { bringUp, joinRunning, type Running } from './bring-up.ts'
import { checkSources } from './copy.ts'
import { copyDigests } from './copy-digests.ts'
import { ownerLabelNames, ownerState } from './owner.ts'
import type { ReuseContext, StartPlan } from './plan.ts'
import { removeContainer } from './remove.ts'
import { type Lease, shareCount, takeShare } from './reuse-owners.ts'
import { startContainer } from './start.ts'
import { type Teller, teller } from './teller.ts'

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
    leases.set(containerId, await takeShare(engine, containerId, owner, context.signal))
    await plan.hooks.created?.(containerId)
  }
  const labels = {
    ...context.labels,
    ...pick(owner, ...ownerLabelNames),
    [hashLabel]: hash,
    [partsLabel]: JSON.stringify(parts),
    [LABEL_TESTCONTAINERS_CONTAINER_HASH]: hash,
  }
  try {
    const running = await startContainer({ ...plan, hooks: { ...plan.hooks, created } }, { ...context, labels })
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
  const { engine, owner } = context
  if (found.Config.Labels[hashLabel] !== hash) return replace(attempt, found, tell)
  const lease = await takeShare(engine, found.Id, owner, context.signal)
  try {
    const current = await whenStarted(found.Id, plan, context)
    if (current) {
      const { Status } = current.State
      tell({ step: 'reused', containerId: current.Id })
      if (Status === 'paused') await engine.containers.unpause(current.Id)
      const ready = Status === 'exited' ? bringUp : joinRunning
      return { ...(await ready(current.Id, { ...plan, isReused: true }, context)), isReused: true, lease }
    }
  } catch (error) {
    await releaseAll([lease])
    throw error
  }
  await releaseAll([lease])
  return undefined
}

/** Waits for whoever makes it, as long as that process lives; undefined when it is not to be had any more. */
const whenStarted = async (
  containerId: string,
  { startupTimeoutMs }: StartPlan,
  { engine, signal = never }: ReuseContext,
): Promise<ContainerInspect | undefined> => {
  const end = performance.now() + startupTimeoutMs
  for (let round = 0; ; round++) {
    const current = await inspected(engine, containerId, signal)
    if (!current) return undefined
    const { Status } = current.State
    if (Status === 'running' || Status === 'paused' || Status === 'exited') return current
    if (Status !== 'created' || ownerState(current.Config.Labels) === 'ended') {
      await removeContainer(engine, containerId)
      return undefined
    }
    // Its maker may be at work on another machine: it is not ours to remove.
    if (performance.now() > end) throw notStarted(current, startupTimeoutMs)
    await pause(delayMs(round, 200), signal)
  }
}

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
  if ((await shareCount(engine, found.Id)) > 0)
    throw new SlipwayError(
      'REUSE_CHANGED',
      [
        `Container \`${name}\` (${found.Id.slice(0, 12)}) is in use, and is not as this one is to be. Choose another key or name. Changed:`,
        ...changed.map((line) => `  ${line}`),
      ].join('\n'),
    )
  tell({ step: 'replaced', containerId: found.Id, differences: changed })
  await removeContainer(engine, found.Id)
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
