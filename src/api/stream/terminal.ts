import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CallOptions } from '../wire/wire.ts'
import type { OutputStream } from './output.ts'

/** In characters. */
export interface TerminalSize {
  readonly height: number
  readonly width: number
}

/** `process.stdin`, or any stream; what is optional makes it a terminal. */
export interface TerminalInput extends Readable {
  readonly isTTY?: boolean | undefined
  readonly isRaw?: boolean | undefined
  setRawMode?(isRaw: boolean): unknown
}

/** `process.stdout`, or any stream; what is optional makes it a terminal. */
export interface TerminalOutput extends Writable {
  readonly isTTY?: boolean | undefined
  readonly rows?: number | undefined
  readonly columns?: number | undefined
}

export interface JoinStreams {
  /** Read until it ends, which the process sees as the end of its input, or until the output ends. */
  readonly stdin: TerminalInput
  readonly stdout: TerminalOutput
  /** @default stdout */
  readonly stderr?: Writable | undefined
}

export interface JoinOptions extends JoinStreams, CallOptions {}

/** The connection that is joined. */
export interface Joinable {
  readonly output: OutputStream
  readonly stdin: Writable
  resize(size: TerminalSize & CallOptions): Promise<void>
  close(): void
}

/** See `Interactive.join()`. */
export const joinTerminal = async (
  session: Joinable,
  hasTerminal: boolean,
  { stdin, stdout, stderr = stdout, signal }: JoinOptions,
): Promise<void> => {
  signal?.throwIfAborted()
  const broken = new AbortController()
  const over = new AbortController()
  const breakOff = (reason: unknown) => {
    if (over.signal.aborted) return
    broken.abort(reason)
    session.close()
  }
  const onAbort = () => breakOff(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  const restore = [() => signal?.removeEventListener('abort', onAbort)]
  try {
    for (const target of new Set([stdout, stderr])) watch(target, over.signal, breakOff)
    if (hasTerminal) restore.push(makeRaw(stdin), followSize(session, stdout, over.signal))
    restore.push(passOn(stdin, session.stdin, breakOff))
    for await (const { stream, data } of session.output) {
      const target = stream === 'stderr' ? stderr : stdout
      if (!target.write(data)) await once(target, 'drain', { signal: broken.signal })
    }
  } catch (error) {
    if (!broken.signal.aborted) throw error
  } finally {
    over.abort()
    for (const step of restore.reverse()) step()
  }
  if (broken.signal.aborted) throw broken.signal.reason
}

/** Tells when nobody can see the output any more. */
const watch = (target: Writable, over: AbortSignal, breakOff: (reason: unknown) => void): void => {
  const ended = () => breakOff(new Error('The stream that the output was to go to is closed.'))
  finished(target, { readable: false, signal: over, cleanup: true }).then(ended, breakOff)
}

const makeRaw = (stdin: TerminalInput): (() => void) => {
  const { isTTY, isRaw = false } = stdin
  if (!isTTY) return () => {}
  stdin.setRawMode?.(true)
  return () => stdin.setRawMode?.(isRaw)
}

/** Hands over what is typed. */
const passOn = (stdin: Readable, target: Writable, breakOff: (reason: unknown) => void): (() => void) => {
  const wasFlowing = stdin.readableFlowing === true
  // A stream that is destroyed has no `end`.
  const onClose = () => target.end()
  stdin.on('error', breakOff)
  stdin.on('close', onClose)
  stdin.pipe(target)
  if (stdin.closed) onClose()
  return () => {
    // This pauses it too: a process whose input flows does not end.
    stdin.unpipe(target)
    stdin.off('close', onClose)
    stdin.off('error', breakOff)
    if (wasFlowing) stdin.resume()
  }
}

/** Keeps the size of the process's terminal that of the person's. */
const followSize = (session: Joinable, stdout: TerminalOutput, over: AbortSignal): (() => void) => {
  let isStale = false
  let isSending = false
  const send = async () => {
    isStale = true
    if (isSending) return
    isSending = true
    // One after the other: two that are under way at once may overtake each other.
    while (isStale && !over.aborted) {
      isStale = false
      await setSize(session, stdout, over)
    }
    isSending = false
  }
  void send()
  const onResize = () => void send()
  stdout.on('resize', onResize)
  return () => stdout.off('resize', onResize)
}

// The engine refuses while the process does not run, which it may not yet do. What is no terminal any more is left alone.
const setSize = async (session: Joinable, stdout: TerminalOutput, over: AbortSignal): Promise<void> => {
  for (let delayMs = 10; delayMs < 5_000 && !over.aborted; delayMs *= 2) {
    const { isTTY, rows, columns } = stdout
    if (!isTTY || !rows || !columns) return
    try {
      return await session.resize({ height: rows, width: columns, signal: over })
    } catch {
      await sleep(delayMs, undefined, { signal: over }).catch(() => {})
    }
  }
}
