import type { ContainerInspect, Engine, LogLine } from '../api/index.ts'
import type {
  ContainerExit,
  ExecOutcome,
  HealthReport,
  LastMoments,
  PublishedPort,
  WaitTarget,
} from '../wait/target.ts'
import { hasHealthCheck } from './default-wait.ts'
import { execute } from './exec.ts'
import { healthReports } from './health.ts'
import { publishedHost } from './host.ts'
import { hasEnded, lastMoments } from './last-moments.ts'
import { listeningProbe } from './listening.ts'
import type { OpenLog } from './log-consumer.ts'
import { publishedPorts, requestedPorts } from './published-ports.ts'

/** A started container, as its wait sees it. */
export class EngineTarget implements WaitTarget {
  readonly id: string
  readonly image: string
  readonly host: string
  readonly publishedPorts: readonly PublishedPort[]
  readonly hasHealthCheck: boolean
  readonly exited: Promise<ContainerExit>
  readonly listens: WaitTarget['listens']
  readonly #engine: Engine
  readonly #inspected: ContainerInspect
  readonly #openLog: OpenLog

  /** @param options.signal ends the watch for the exit */
  constructor(
    engine: Engine,
    inspected: ContainerInspect,
    { image, openLog, signal }: { readonly image: string; readonly openLog: OpenLog; readonly signal: AbortSignal },
  ) {
    this.#openLog = openLog
    this.#engine = engine
    this.#inspected = inspected
    this.id = inspected.Id
    this.image = image
    this.host = publishedHost(engine)
    // One that is over has lost its ports; those it was to have still count, so that its wait does not find nothing to wait for.
    this.publishedPorts = hasEnded(inspected) ? requestedPorts(inspected) : publishedPorts(inspected)
    this.hasHealthCheck = hasHealthCheck(inspected)
    this.exited = hasEnded(inspected)
      ? Promise.resolve({ exitCode: inspected.State.ExitCode })
      : exitOf(engine, inspected.Id, signal)
    this.listens = listeningProbe(engine, inspected)
  }

  async *logs(signal: AbortSignal): AsyncGenerator<LogLine> {
    yield* (await this.#openLog(signal)).lines()
  }

  health(signal: AbortSignal): AsyncGenerator<HealthReport> {
    return healthReports(this.#engine, this.#inspected, signal)
  }

  exec(command: readonly string[], signal: AbortSignal): Promise<ExecOutcome> {
    return execute(this.#engine, this.id, command, { signal })
  }

  lastMoments(): Promise<LastMoments> {
    return lastMoments(this.#engine, this.id)
  }
}

// Asked after the start with the condition "not running": a container that is over by then answers at once, so no exit is missed.
// If the engine itself goes away this stays open: every other request of the wait fails by then and says why.
const exitOf = (engine: Engine, containerId: string, signal: AbortSignal): Promise<ContainerExit> =>
  new Promise((resolve) => {
    engine.containers.wait(containerId, { signal }).then(
      ({ StatusCode }) => resolve({ exitCode: StatusCode }),
      () => {},
    )
  })
