import { ConflictError, type Engine } from '../api/index.ts'
import { type ExecResult, execute } from './exec.ts'

/**
 * Runs a command for a wait. In a container that does not run any more it never settles: the exit, which an engine may tell a
 * moment later, ends the wait, and says more than the engine's refusal.
 */
export const executeForWait = async (
  engine: Engine,
  containerId: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<ExecResult> => {
  try {
    return await execute(engine, containerId, command, { signal })
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    if ((await engine.containers.inspect(containerId, { signal })).State.Running) throw error
    return new Promise<never>(() => {})
  }
}
