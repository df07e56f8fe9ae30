import { AllWait } from './all.ts'
import { CommandWait } from './command.ts'
import { HealthCheckWait } from './health-check.ts'
import { HttpWait, type HttpWaitStrategyOptions } from './http.ts'
import { ListeningPortsWait } from './listening-ports.ts'
import { LogMessageWait } from './log-message.ts'
import { OneShotWait } from './one-shot.ts'
import type { WaitStrategy } from './strategy.ts'

/**
 * Ways to know that a container is ready, for `withWaitStrategy()`.
 *
 * Every one of them ends at once when the container exits, and at the latest with the startup timeout; the StartupError then says
 * what was waited for and what was seen last.
 */
export const Wait = {
  /**
   * Waits until every published TCP port listens inside the container and accepts a connection from here. UDP ports are not
   * looked at. What a container without a health check is waited for by default.
   */
  forListeningPorts(): ListeningPortsWait {
    return new ListeningPortsWait()
  },

  /**
   * Waits until a line of the container's output, stdout or stderr, matches. Lines since this start count, from the first one on.
   *
   * @param message a part of the line, or a pattern for it
   * @param times how many matching lines, not matches within a line. @default 1
   * @throws StartupError with reason `exited` when the output ends first
   */
  forLogMessage(message: string | RegExp, times = 1): LogMessageWait {
    return new LogMessageWait(message, times)
  },

  /**
   * Waits until the engine reports the container as healthy. What a container with a health check is waited for by default.
   *
   * @throws StartupError with reason `failed` when it becomes unhealthy, with what the last probe printed, or has no health check
   */
  forHealthCheck(): HealthCheckWait {
    return new HealthCheckWait()
  },

  /** Waits until the container exits with code 0, as one does that prepares something for others. */
  forOneShotStartup(): OneShotWait {
    return new OneShotWait()
  },

  /**
   * Waits until an HTTP request from here is answered with a status from 200 to 299, or as its modifiers say.
   *
   * @param path with query, if any; the query is left out of messages
   * @param port of the container; it must be published
   * @throws InvalidArgumentError when the port is not published
   * @example
   * Wait.forHttp('/health', 8080).forStatusCode(200).forResponsePredicate((body) => body === 'ok')
   */
  forHttp(path: string, port: number, _options: HttpWaitStrategyOptions = {}): HttpWait {
    return new HttpWait(path, port)
  },

  /**
   * Waits until a command exits with code 0; it runs inside the container by `/bin/sh -c`, again and again.
   *
   * @throws StartupError with reason `failed` when the image has no shell
   */
  forSuccessfulCommand(command: string): CommandWait {
    return new CommandWait(command)
  },

  /**
   * Waits until all strategies are ready, side by side; the first that fails ends the others.
   *
   * @throws InvalidArgumentError for an empty list
   */
  forAll(waitStrategies: readonly WaitStrategy[]): AllWait {
    return new AllWait(waitStrategies)
  },
}
