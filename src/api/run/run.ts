import type { Readable } from 'node:stream'
import { EngineError, ProtocolError } from '../errors.ts'
import { KeptOutput } from '../stream/kept-output.ts'
import type { System } from '../system.ts'
import { type ContainerMaker, createContainer, removeContainer } from './container.ts'
import { RunError } from './error.ts'
import type { RunDetachedOptions, RunOptions, RunResult } from './options.ts'
import { gather, openInput } from './streams.ts'

/** What a run needs of an engine. */
export interface RunParts extends ContainerMaker {
  readonly system: System
}

/** See `Engine.run()`. */
export const run = async (
  parts: RunParts,
  image: string,
  command: readonly string[],
  { autoRemove = true, ...options }: RunOptions,
): Promise<RunResult> => {
  const input = openInput(options.stdin)
  try {
    const id = await createContainer(parts, image, command, { ...options, autoRemove })
    const remove = async () => autoRemove && removeContainer(parts, id)
    try {
      const result = await runToTheEnd(parts, image, id, { ...options, stdin: input })
      await remove()
      return result
    } catch (error) {
      await remove().catch(() => {})
      throw options.signal?.aborted ? options.signal.reason : error
    }
  } finally {
    input?.destroy()
  }
}

/** See `Engine.runDetached()`. */
export const runDetached = async (
  parts: RunParts,
  image: string,
  command: readonly string[],
  options: RunDetachedOptions,
): Promise<{ readonly containerId: string }> => {
  const { signal } = options
  const containerId = await createContainer(parts, image, command, options)
  try {
    signal?.throwIfAborted()
    await orRefused(image, parts.containers.start(containerId, { signal }))
    return { containerId }
  } catch (error) {
    await removeContainer(parts, containerId).catch(() => {})
    throw error
  }
}

const runToTheEnd = async (
  { containers, system }: RunParts,
  image: string,
  containerId: string,
  options: RunOptions & { readonly stdin: Readable | undefined },
): Promise<RunResult> => {
  const { tty = options.config?.Tty ?? false, stdin, join, onOutput, maxOutputBytes = 1 << 26 } = options
  const isRead = stdin !== undefined || join !== undefined
  const kept = new KeptOutput(maxOutputBytes)
  const over = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal
  let joined: Promise<void> | undefined
  try {
    // Before the start, so that neither its first words nor an end that follows at once can be missed.
    const [session, { exit }] = await Promise.all([
      // Podman finds out here already what it cannot start.
      orRefused(image, containers.attach(containerId, { stdin: isRead, tty, signal })),
      containers.openWait(containerId, { condition: 'next-exit', signal }),
    ])
    await orRefused(image, containers.start(containerId, { signal }))
    joined = join && session.join({ ...join, signal })
    const talk = joined ?? gather(session, stdin, kept, onOutput)
    const [{ StatusCode: exitCode, Error: failure }] = await Promise.all([exit, talk])
    if (failure?.Message) throw new ProtocolError(`The engine cannot tell how the container ended: ${failure.Message}`)
    const oomKilled = exitCode === killed && (await wasOutOfMemory(system, containerId))
    return { exitCode, oomKilled, containerId, truncated: kept.isTruncated, ...kept.text() }
  } finally {
    over.abort()
    // A terminal is as it was before anybody else writes to it.
    await joined?.catch(() => {})
  }
}

const orRefused = async <T>(image: string, beginning: Promise<T>): Promise<T> => {
  try {
    return await beginning
  } catch (error) {
    throw error instanceof EngineError ? new RunError(image, error) : error
  }
}

// 128 + SIGKILL, which is how the kernel ends a process that has no memory left.
const killed = 137

// The container may be gone by now, so that only an event can tell; and the kernel's notice may come after the end.
const wasOutOfMemory = async (system: System, containerId: string): Promise<boolean> => {
  const signal = AbortSignal.timeout(noticeMs)
  const filters = { container: [containerId], event: ['oom'] }
  try {
    for await (const _ of system.events({ since: 1, filters, signal })) return true
  } catch {}
  return false
}

const noticeMs = 500
