import { Lines } from './lines.ts'
import type { Step } from './step.ts'
import { Table } from './table.ts'

/** Shows steps while they happen. */
export interface Screen extends Disposable {
  show(step: Step): void
  /** Ends it: what is written from now on comes below. */
  close(): void
}

/** A table that is redrawn in place on a terminal, else one line for each step. */
export const openScreen = (names: readonly string[]): Screen =>
  process.stdout.isTTY && !process.env.CI && process.env.TERM !== 'dumb'
    ? new Table(names, process.stdout)
    : new Lines(process.stdout)
