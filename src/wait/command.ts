import { PollingWaitStrategy } from './polling.ts'
import { WaitFailure, type Watch } from './strategy.ts'
import type { ExecOutcome, WaitTarget } from './target.ts'
import { lastLine, shortened } from './words.ts'

/** Waits until a command inside the container succeeds; see Wait.forSuccessfulCommand(). */
export class CommandWait extends PollingWaitStrategy {
  readonly #command: string

  constructor(command: string) {
    super()
    this.#command = command
  }

  describe(): string {
    return `command \`${shortened(this.#command, 80)}\` to succeed`
  }

  async untilReady(target: WaitTarget, { signal, saw }: Watch): Promise<void> {
    const succeeds = async () => {
      const { exitCode, output } = await run(target, this.#command, signal)
      const line = lastLine(output)
      saw(`exit code ${exitCode}${line ? `, \`${line}\`` : ''}`)
      return exitCode === 0
    }
    await this.poll(succeeds, { signal })
  }
}

const run = async (target: WaitTarget, command: string, signal: AbortSignal): Promise<ExecOutcome> => {
  try {
    const outcome = await target.exec(['/bin/sh', '-c', command], signal)
    if (shellIsMissing(outcome.output) && (outcome.exitCode === 126 || outcome.exitCode === 127)) throw noShell()
    return outcome
  } catch (cause) {
    // Some engines answer with an exit code, others with a failed request.
    throw cause instanceof Error && shellIsMissing(cause.message) ? noShell(cause) : cause
  }
}

// The engine's words, not the shell's own, which speak of the command: `/bin/sh: mysqladmin: not found`.
const shellIsMissing = (text: string): boolean =>
  /exec: "\/bin\/sh"|executable file .?\/bin\/sh.? not found|OCI runtime.*\/bin\/sh/.test(text) &&
  /no such file|not found/i.test(text)

const noShell = (cause?: Error): WaitFailure =>
  new WaitFailure(
    'its image has no /bin/sh, which Wait.forSuccessfulCommand() needs: wait for a port, an HTTP answer or a log line',
    cause && { cause },
  )
