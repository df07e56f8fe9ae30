import type { Screen } from './screen.ts'
import { type Step, shownSeconds } from './step.ts'

/** One line for each step, with the time since the beginning. */
export class Lines implements Screen {
  readonly #out: NodeJS.WritableStream
  readonly #beginning = performance.now()

  constructor(out: NodeJS.WritableStream) {
    this.#out = out
  }

  show({ subject, text, seconds, isPassing }: Step): void {
    if (isPassing) return
    const elapsed = shownSeconds((performance.now() - this.#beginning) / 1000)
    const took = seconds === undefined ? '' : ` (${shownSeconds(seconds)})`
    this.#out.write(`${elapsed.padStart(8)}  ${subject.padEnd(11)} ${text}${took}\n`)
  }

  close(): void {}

  [Symbol.dispose](): void {}
}
