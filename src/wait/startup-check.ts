import { InvalidArgumentError } from '../events/error.ts'
import { PollingWaitStrategy } from './polling.ts'
import { WaitFailure, type Watch } from './strategy.ts'
import type { ContainerExit, WaitTarget } from './target.ts'

export type StartupStatus = 'PENDING' | 'SUCCESS' | 'FAIL'

/** What a check is handed in the place of a dockerode client: its way to ask for the state of a container. */
export interface StartupCheckClient {
  /** @param id the container of the check; no other can be asked for */
  getContainer(id: string): { readonly id: string; inspect(): Promise<StartupCheckInspect> }
}

/** The part of the engine's answer that a check is about. */
export interface StartupCheckInspect {
  readonly Id: string
  readonly Name: string
  readonly State: {
    readonly Status: string
    readonly Running: boolean
    readonly Paused: boolean
    readonly Restarting: boolean
    readonly OOMKilled: boolean
    readonly Dead: boolean
    readonly Pid: number
    readonly ExitCode: number
    readonly Error: string
    /** RFC 3339; `0001-01-01T00:00:00Z` when it has never been started. */
    readonly StartedAt: string
    /** RFC 3339; `0001-01-01T00:00:00Z` when it has never ended. */
    readonly FinishedAt: string
  }
}

export interface StartupCheckContext {
  readonly target: WaitTarget
  /** Aborts when the wait is over. */
  readonly signal: AbortSignal
}

/**
 * The base of waits that ask for a state again and again. An exit does not end them at once: the check is asked once more, and only
 * when it then still says `PENDING` the wait fails.
 *
 * @example
 * import { type StartupCheckClient, StartupCheckStrategy, type StartupStatus } from 'slipway'
 * class ExitsWithZeroOrThree extends StartupCheckStrategy {
 *   async checkStartupState(dockerClient: StartupCheckClient, containerId: string): Promise<StartupStatus> {
 *     const { State } = await dockerClient.getContainer(containerId).inspect()
 *     if (State.Running) return 'PENDING'
 *     return State.ExitCode === 0 || State.ExitCode === 3 ? 'SUCCESS' : 'FAIL'
 *   }
 * }
 */
export abstract class StartupCheckStrategy extends PollingWaitStrategy {
  override readonly noticesExit = true

  /** What is thrown ends the wait. */
  abstract checkStartupState(
    dockerClient: StartupCheckClient,
    containerId: string,
    context: StartupCheckContext,
  ): Promise<StartupStatus>

  describe(): string {
    return `${this.constructor.name || 'its startup check'} to succeed`
  }

  async untilReady(target: WaitTarget, { signal, saw }: Watch): Promise<void> {
    const client = clientFor(target, signal)
    const isReady = async () => {
      const status = await this.checkStartupState(client, target.id, { target, signal })
      if (status === 'FAIL') throw new WaitFailure('its startup check says `FAIL`', await exitOf(target, signal))
      saw(`\`${status}\``)
      return status === 'SUCCESS'
    }
    const exit = await this.poll(isReady, { exited: target.exited, signal })
    if (exit) throw new WaitFailure('its startup check still says `PENDING`', { exit })
  }
}

const clientFor = (target: WaitTarget, signal: AbortSignal): StartupCheckClient => ({
  getContainer: (id) => {
    if (id === target.id) return { id, inspect: () => target.inspect(signal) }
    throw new InvalidArgumentError(`A startup check can ask for its own container alone, got \`${id}\`.`)
  },
})

// That it has ended is most often why a check says no, and then the first thing to be told.
const exitOf = async (target: WaitTarget, signal: AbortSignal): Promise<{ readonly exit?: ContainerExit }> => {
  const { Status, ExitCode } = (await target.inspect(signal)).State
  // The last is Podman 4's word for the time until it has tidied up.
  return ['exited', 'dead', 'stopped'].includes(Status) ? { exit: { exitCode: ExitCode } } : {}
}
