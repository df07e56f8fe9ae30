import type { WriteStream } from 'node:tty'
import { styleText } from 'node:util'
import type { Screen } from './screen.ts'
import { type Step, shownSeconds, stages } from './step.ts'

interface Row {
  /** Times of the stages that are over. */
  readonly times: string[]
  now: string
  /** When that began; undefined once it is over. */
  since: number | undefined
}

/** A row for each subject, redrawn in place: the times of its stages, and what it is doing now. */
export class Table implements Screen {
  readonly #out: WriteStream
  readonly #rows: Map<string, Row>
  #timer: NodeJS.Timeout | undefined
  #drawn = 0

  /** @param names subjects that have a row from the beginning */
  constructor(names: readonly string[], out: WriteStream) {
    this.#out = out
    this.#rows = new Map(names.map((name) => [name, newRow()]))
    this.#timer = setInterval(() => this.#draw(), 100)
    this.#draw()
  }

  show({ subject, text, seconds }: Step): void {
    const row = this.#rows.get(subject) ?? newRow()
    this.#rows.set(subject, row)
    const isStage = stages.some((stage) => stage === text)
    if (seconds !== undefined && isStage) row.times.push(shownSeconds(seconds))
    if (seconds === undefined && text !== row.now) row.since = performance.now()
    if (seconds !== undefined) row.since = undefined
    row.now = seconds === undefined ? text : isStage ? '' : `${text}: ${shownSeconds(seconds)}`
  }

  close(): void {
    if (this.#timer === undefined) return
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#draw()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #draw() {
    const lines = [head, ...[...this.#rows].map(([name, row]) => line(name, row))]
    const fitting = lines.map((text) => text.slice(0, (this.#out.columns || 80) - 1))
    const up = this.#drawn > 0 ? `${esc}[${this.#drawn}A` : ''
    this.#out.write(up + fitting.map((text, index) => paint(text, index) + toEndOfLine).join(''))
    this.#drawn = lines.length
  }
}

const newRow = (): Row => ({ times: [], now: '', since: undefined })

const nameWidth = 11
const timeWidth = 10

const head = ' '.repeat(nameWidth) + stages.map((stage) => stage.padStart(timeWidth)).join('')

const line = (name: string, { times, now, since }: Row): string => {
  const cells = times.map((time) => time.padStart(timeWidth)).join('')
  const clock = since === undefined ? '' : ` ${shownSeconds((performance.now() - since) / 1000)}`
  return `${name.padEnd(nameWidth)}${cells}${now ? `  ${now}${clock}` : ''}`
}

const esc = String.fromCharCode(27)
/** Clears what an earlier, longer text has left there. */
const toEndOfLine = `${esc}[K\n`

const paint = (text: string, index: number): string =>
  index === 0 && !process.env.NO_COLOR ? styleText('dim', text) : text
