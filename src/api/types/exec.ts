/** Body of ContainerExec: a command in a container that runs. */
export interface ExecCreateRequest {
  /** Program and arguments; no shell between. */
  readonly Cmd: readonly string[]
  /** Added to the container's: `NAME=value`. */
  readonly Env?: readonly string[] | undefined
  /** @default the container's */
  readonly WorkingDir?: string | undefined
  /** `user`, `uid`, `user:group` or `uid:gid`. @default the container's */
  readonly User?: string | undefined
  /** @default false */
  readonly AttachStdin?: boolean | undefined
  /** @default false */
  readonly AttachStdout?: boolean | undefined
  /** @default false */
  readonly AttachStderr?: boolean | undefined
  /** @default false */
  readonly Tty?: boolean | undefined
  /** `[height, width]` in characters. Since API 1.42. */
  readonly ConsoleSize?: readonly [number, number] | undefined
  /** Keys that detach, such as `ctrl-p,ctrl-q`. */
  readonly DetachKeys?: string | undefined
  /** All capabilities. @default false */
  readonly Privileged?: boolean | undefined
}

/** Answer of ContainerExec and ImageCommit. */
export interface IdResponse {
  readonly Id: string
}

/** Answer of ExecInspect. */
export interface ExecInspect {
  readonly ID: string
  readonly ContainerID: string
  readonly Running: boolean
  /** `null` until it has ended. A program that does not exist gives 126, from Docker 28 on 127. */
  readonly ExitCode: number | null
  /** As the engine's host sees it; 0 before it runs. */
  readonly Pid: number
  readonly OpenStdin: boolean
  readonly OpenStdout: boolean
  readonly OpenStderr: boolean
  readonly CanRemove: boolean
  readonly DetachKeys: string
  readonly ProcessConfig: {
    readonly entrypoint: string
    readonly arguments: readonly string[]
    readonly tty: boolean
    readonly privileged: boolean
    /** Absent when it is the container's. */
    readonly user?: string
  }
}
