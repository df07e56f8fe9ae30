import { PassThrough } from 'node:stream'
import { expect } from 'vitest'
import type { TerminalInput, TerminalOutput } from '../../../src/api/index.ts'

export interface Screen {
  readonly stdin: PassThrough & TerminalInput
  readonly stdout: PassThrough & TerminalOutput & { resize(size: Size): void }
  /** All that was shown so far. */
  readonly shown: () => string
  /** Every change of the raw mode. */
  readonly rawModes: readonly boolean[]
}

interface Size {
  readonly rows: number
  readonly columns: number
}

/** Streams that are a terminal for whoever looks at them. */
export const screen = (size: Size = { rows: 24, columns: 80 }): Screen => {
  const rawModes: boolean[] = []
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode(isRaw: boolean) {
      rawModes.push(isRaw)
      stdin.isRaw = isRaw
    },
  })
  const stdout = Object.assign(new PassThrough(), {
    isTTY: true,
    ...size,
    resize(next: Size) {
      Object.assign(stdout, next)
      stdout.emit('resize')
    },
  })
  let shown = ''
  stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
  })
  return { stdin, stdout, shown: () => shown, rawModes }
}

/** Waits until a text was shown. */
export const untilShown = (shown: () => string, text: string): Promise<void> =>
  expect.poll(shown, { timeout: 10_000, interval: 10 }).toContain(text)
