import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'
import {
  ConflictError,
  Engine,
  ForbiddenError,
  NotFoundError,
  type ServiceSpec,
  type Task,
  type TaskContainerSpec,
  type TaskSpec,
} from '../../../src/api/index.ts'
import { withLock } from '../../testbed/lock.ts'
import { BUSYBOX, owned, uniqueName } from './resources.ts'

export interface TestSwarm {
  /** Whether it was made here. That of somebody else is used, and neither changed nor left. */
  readonly isOurs: boolean
}

/**
 * A swarm of one node for all tests of the file that calls this.
 * An engine can be in one swarm only, so nobody else on this machine makes or leaves it meanwhile.
 * Podman has none: the tests say that it refuses.
 */
export const swarmOfThisFile = (): TestSwarm => {
  let held: TestSwarm & AsyncDisposable
  beforeAll(async () => {
    held = await holdSwarm()
  }, 300_000)
  afterAll(() => held?.[Symbol.asyncDispose]())
  return {
    get isOurs() {
      return held.isOurs
    },
  }
}

/** Makes the swarm that is ours. */
export const initSwarm = (engine: Engine): Promise<string> =>
  engine.swarm.init({ ListenAddr: '127.0.0.1', AdvertiseAddr: '127.0.0.1', Spec: { Labels: { [mark]: '' } } })

/** Leaves it, if the engine is in one. */
export const leaveSwarm = async (engine: Engine): Promise<void> => {
  const { Swarm } = await engine.system.info()
  if (Swarm.LocalNodeState !== 'inactive') await engine.swarm.leave({ force: true })
}

export interface TestService extends AsyncDisposable {
  readonly id: string
  readonly name: string
}

/** A service of busybox, unless told otherwise, that goes with the test. */
export const createService = async (
  engine: Engine,
  container: Partial<TaskContainerSpec>,
  { task, ...spec }: Partial<ServiceSpec> & { readonly task?: Omit<TaskSpec, 'ContainerSpec'> } = {},
): Promise<TestService> => {
  const name = uniqueName()
  const { ID } = await engine.services.create({
    Name: name,
    // Virtual addresses need IP_VS, which not every kernel has.
    EndpointSpec: { Mode: 'dnsrr' },
    TaskTemplate: { ContainerSpec: { Image: BUSYBOX, StopGracePeriod: 1_000_000, ...container }, ...task },
    ...spec,
  })
  return owned({ id: ID, name }, () => engine.services.remove(ID))
}

/** The tasks of a service, once they are as they should be. @throws Error that says how they were last */
export const untilTasks = async (
  engine: Engine,
  service: string,
  isEnough: (tasks: readonly Task[]) => boolean,
  timeoutMs = 30_000,
): Promise<Task[]> => {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const tasks = await engine.tasks.list({ filters: { service: [service] } })
    if (isEnough(tasks)) return tasks
    if (Date.now() > deadline)
      throw new Error(`The tasks of ${service} are ${JSON.stringify(tasks.map(({ Status }) => Status))}.`)
    await sleep(50)
  }
}

/**
 * Makes a change that names the version which it saw. A manager changes what it manages itself too, such as its node, which
 * gets another certificate just after managers were made to lock themselves: what it was quicker with is read again.
 */
export const inSequence = async <T>(change: () => Promise<T>, attempts = 20): Promise<T> => {
  try {
    return await change()
  } catch (error) {
    if (attempts === 1 || !(error instanceof ConflictError)) throw error
    return inSequence(change, attempts - 1)
  }
}

/** For `untilTasks`. */
export const areRunning =
  (count: number) =>
  (tasks: readonly Task[]): boolean =>
    tasks.filter(({ Status }) => Status.State === 'running').length === count

const mark = 'slipway-test'
const bridge = 'docker_gwbridge'

const holdSwarm = async (): Promise<TestSwarm & AsyncDisposable> => {
  const engine = await Engine.connect()
  const unlock = await hold(`swarm ${engine.host}`)
  const release = async () => {
    await engine.close()
    await unlock()
  }
  try {
    if (engine.kind === 'podman') return { isOurs: false, [Symbol.asyncDispose]: release }
    if (await isInSwarmOfSomebodyElse(engine)) return { isOurs: false, [Symbol.asyncDispose]: release }
    const hadBridge = await hasBridge(engine)
    await initSwarm(engine)
    const leave = async () => {
      await leaveSwarm(engine)
      if (!hadBridge) await engine.networks.remove(bridge).catch(stays)
    }
    return { isOurs: true, [Symbol.asyncDispose]: () => leave().finally(release) }
  } catch (error) {
    await release()
    throw error
  }
}

/** Resolves when the lock is ours; what it resolves with gives it back. */
const hold = (name: string): Promise<() => Promise<void>> =>
  new Promise((resolve, reject) => {
    const held = withLock(
      name,
      () =>
        new Promise<void>((release) =>
          resolve(() => {
            release()
            return held
          }),
        ),
    )
    held.catch(reject)
  })

// One that a run of ours left behind when it was killed is ours.
const isInSwarmOfSomebodyElse = async (engine: Engine): Promise<boolean> => {
  const { Swarm } = await engine.system.info()
  if (Swarm.LocalNodeState === 'inactive') return false
  if (!Swarm.ControlAvailable)
    throw new Error(`The engine is in a swarm (${Swarm.LocalNodeState}), and no manager of it.`)
  if ((await engine.swarm.inspect()).Spec.Labels[mark] === undefined) return true
  await leaveSwarm(engine)
  return false
}

// The engine makes this network with its first swarm, and keeps it.
const hasBridge = async (engine: Engine): Promise<boolean> =>
  (await engine.networks.list({ filters: { name: [bridge] } })).length > 0

// Docker 20.10 sometimes leaves an endpoint of its own in it.
const stays = (error: unknown): void => {
  if (!(error instanceof NotFoundError || error instanceof ForbiddenError)) throw error
}
