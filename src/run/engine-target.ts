import type { ContainerInspect, Engine, LogLine, OutputStream } from '../api/index.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { publishedPort } from '../wait/published-port.ts'
import type { ContainerExit, HealthReport, LastMoments, PublishedPort, WaitTarget } from '../wait/target.ts'
import { hasHealthCheck } from './default-wait.ts'
import { executeForWait } from './exec-for-wait.ts'
import { exitOf } from './exit-of.ts'
import { fileInside, textInside } from './file-inside.ts'
import { healthReports } from './health.ts'
import { publishedHost } from './host.ts'
import { hasEnded, lastMoments } from './last-moments.ts'
import { listeningProbe } from './listening.ts'
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
  readonly #outputs: Iterator<OutputStream>

  // Functions, not methods: probes of the user's take the target apart.
  readonly hostPort: WaitTarget['hostPort'] = (port, protocol) => publishedPort(this, port, protocol).hostPort
  readonly exec: WaitTarget['exec'] = (command, signal) => executeForWait(this.#engine, this.id, command, signal)
  readonly file: WaitTarget['file'] = (path, signal) => fileInside(this.#engine, this.id, path, signal)
  readonly fileText: WaitTarget['fileText'] = (path, signal) => textInside(this.#engine, this.id, path, signal)
  readonly inspect: WaitTarget['inspect'] = (signal) => this.#engine.containers.inspect(this.id, { signal })

  /**
   * @param options.outputs one for each reader of the log
   * @param options.signal ends the watch for the exit
   */
  constructor(
    engine: Engine,
    inspected: ContainerInspect,
    {
      image,
      outputs,
      signal,
    }: { readonly image: string; readonly outputs: readonly OutputStream[]; readonly signal: AbortSignal },
  ) {
    this.#outputs = outputs.values()
    this.#engine = engine
    this.#inspected = inspected
    this.id = inspected.Id
    this.image = image
    this.host = publishedHost(engine)
    // One that does not run has lost its ports; those it was to have still count, so that its wait does not find nothing to wait for.
    this.publishedPorts =
      hasEnded(inspected) || inspected.State.Restarting ? requestedPorts(inspected) : publishedPorts(inspected)
    this.hasHealthCheck = hasHealthCheck(inspected)
    this.exited = hasEnded(inspected)
      ? Promise.resolve({ exitCode: inspected.State.ExitCode })
      : exitOf(engine, inspected, signal)
    this.listens = listeningProbe(engine, inspected)
  }

  logs(signal: AbortSignal): AsyncGenerator<LogLine> {
    const { value: output, done } = this.#outputs.next()
    if (done) throw new InvalidArgumentError('A wait strategy reads the log more often than its `logReaders` says.')
    signal.addEventListener('abort', () => output.close(), { once: true })
    return output.lines()
  }

  health(signal: AbortSignal): AsyncGenerator<HealthReport> {
    return healthReports(this.#engine, this.#inspected, signal)
  }

  lastMoments(): Promise<LastMoments> {
    return lastMoments(this.#engine, this.id)
  }
}
