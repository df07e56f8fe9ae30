import { AllWait } from './all.ts'
import { AnyWait } from './any.ts'
import { CommandWait } from './command.ts'
import { ExitWait } from './exit.ts'
import { FileWait, type FileWaitOptions } from './file.ts'
import { HealthCheckWait } from './health-check.ts'
import { HttpWait, type HttpWaitStrategyOptions } from './http.ts'
import { ListeningPortsWait } from './listening-ports.ts'
import { type LogMessageOptions, LogMessageWait } from './log-message.ts'
import { type SqlConnect, sqlProbe } from './sql.ts'
import type { WaitStrategy } from './strategy.ts'
import { TlsWait, type TlsWaitOptions } from './tls.ts'
import { type Probe, type UntilOptions, UntilWait } from './until.ts'
import { shortened } from './words.ts'

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
   * @param message a part of the line, or a pattern for it; with line breaks, a part of as many lines of one stream
   * @param times how many matching lines, not matches within a line, or options. @default 1
   * @throws StartupError with reason `exited` when the output ends first
   * @example
   * Wait.forLogMessage(/^Listening on:\n.*:8080$/m)
   */
  forLogMessage(message: string | RegExp, times: number | LogMessageOptions = 1): LogMessageWait {
    return new LogMessageWait(message, typeof times === 'object' ? times : { times })
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
  forOneShotStartup(): ExitWait {
    return new ExitWait(0)
  },

  /**
   * Waits until the container exits with a code.
   *
   * @param code @default 0
   * @throws StartupError with reason `exited` when it exits with another
   */
  forExit(code = 0): ExitWait {
    return new ExitWait(code)
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
   * Waits until a TLS handshake from here succeeds; the certificate may be one that the server made for itself, unless it is to be checked.
   *
   * @param port of the container; it must be published
   * @throws InvalidArgumentError when the port is not published
   * @example
   * Wait.forTls(8443, { verify: true, serverName: 'db.example.com' })
   */
  forTls(port: number, options: TlsWaitOptions = {}): TlsWait {
    return new TlsWait(port, options)
  },

  /**
   * Waits until a file or directory is there, or a file has a text in it; the engine looks, so the image needs no shell.
   *
   * @param path absolute, links are followed
   * @throws StartupError with reason `exited` when the container exits without it
   * @example
   * Wait.forFile('/run/app.state', { contains: 'ready' })
   */
  forFile(path: string, options: FileWaitOptions = {}): FileWait {
    return new FileWait(path, options)
  },

  /**
   * Waits until a function of yours says yes, asked again and again: `false`, or whatever it throws, is "not yet".
   *
   * @param probe gets what a wait may see of the container: `host`, `hostPort(3306)`, `exec()`, …; a WaitFailure that it throws gives up
   * @example
   * Wait.until(async ({ fileText }, { signal }) => (await fileText('/run/shards', signal)) === '3')
   */
  until(probe: Probe, options: UntilOptions = {}): UntilWait {
    return new UntilWait(probe, options)
  },

  /**
   * Waits until a database answers a statement, asked by a driver of yours on a connection that is opened and closed for each question.
   *
   * @param connect opens the connection; what it throws is "not yet"
   * @param statement @default SELECT 1
   * @example
   * Wait.forSql(({ host, hostPort }) => createConnection({ host, port: hostPort(3306), user: 'root', password: 'test' }))
   */
  forSql(connect: SqlConnect, statement = 'SELECT 1'): UntilWait {
    return new UntilWait(sqlProbe(connect, statement), {
      description: `SQL \`${shortened(statement, 80)}\` to be answered`,
    })
  },

  /**
   * Waits until all strategies are ready, side by side; the first that fails ends the others.
   *
   * @throws InvalidArgumentError for an empty list
   */
  forAll(waitStrategies: readonly WaitStrategy[]): AllWait {
    return new AllWait(waitStrategies)
  },

  /**
   * Waits until the first of several strategies is ready, side by side, and stops the others; fails when all have failed.
   *
   * @throws InvalidArgumentError for an empty list
   */
  forAny(waitStrategies: readonly WaitStrategy[]): AnyWait {
    return new AnyWait(waitStrategies)
  },
}
