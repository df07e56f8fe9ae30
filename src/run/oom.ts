import type { ContainerInspect, Engine } from '../api/index.ts'
import { unixSeconds } from './times.ts'

// 128 + SIGKILL, which is how the kernel ends a process that has no memory left.
const killed = 137

/**
 * Whether a container ended for want of memory.
 *
 * The engine's flag alone is not enough: when the kernel's notice reaches Docker 20.10 after the exit, the flag stays false for ever,
 * and only an event tells.
 */
export const wasOomKilled = async (
  engine: Engine,
  { Id, State }: ContainerInspect,
  signal: AbortSignal,
): Promise<boolean> => {
  if (State.OOMKilled || State.ExitCode !== killed) return State.OOMKilled
  const filters = { container: [Id], event: ['oom'] }
  const until = unixSeconds(State.FinishedAt) + noticeSeconds
  for await (const _ of engine.system.events({ since: unixSeconds(State.StartedAt), until, filters, signal }))
    return true
  return false
}

// How late a notice may be, on the engine's own clock.
const noticeSeconds = 0.5
