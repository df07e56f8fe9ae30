import type { Engine } from '../api/index.ts'

export interface ExecOptions {
  /** @default the container's own */
  readonly workingDir: string
  /** `user`, `uid`, `user:group`. @default the container's own */
  readonly user: string
  readonly env: Readonly<Record<string, string>>
}

export interface ExecResult {
  /** Both streams, in the order in which the engine sent them. */
  readonly output: string
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/**
 * Runs a command in a running container and waits for its end.
 * An exit code other than 0 is a result; so is 126 or 127 for a command that does not exist.
 *
 * @throws ConflictError when the container does not run
 */
export const execute = async (
  engine: Engine,
  containerId: string,
  command: readonly string[],
  { workingDir, user, env, signal }: Partial<ExecOptions> & { readonly signal?: AbortSignal | undefined } = {},
): Promise<ExecResult> => {
  const { truncated: _, ...result } = await engine.exec.run(containerId, command, {
    workdir: workingDir,
    user,
    env,
    maxOutputBytes: Number.POSITIVE_INFINITY,
    signal,
  })
  return result
}
