import type { Readable } from 'node:stream'
import type { OutputChunk } from '../stream/demux.ts'
import type { OutputText } from '../stream/kept-output.ts'
import type { JoinStreams } from '../stream/terminal.ts'
import type { AuthConfig, ContainerCreateRequest } from '../types/index.ts'
import type { CallOptions } from '../wire/wire.ts'

/** What a container is to be, in the words of `docker run`. */
export interface RunDetachedOptions extends CallOptions {
  /** @default a name of the engine's choice */
  readonly name?: string | undefined
  /** Added to the image's. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** @default the image's */
  readonly workdir?: string | undefined
  /** `user`, `uid`, `user:group` or `uid:gid`. @default the image's */
  readonly user?: string | undefined
  /** Program, or program and first arguments, before the command. @default the image's */
  readonly entrypoint?: string | readonly string[] | undefined
  /** @default the first digits of the id */
  readonly hostname?: string | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  /** `source:target[:options]`, where source is an absolute path of the engine's host or a volume's name; a target alone is an anonymous volume. */
  readonly volumes?: readonly string[] | undefined
  /** `[[address:]host port:]port[/protocol]`; without a host port the engine chooses one. */
  readonly ports?: readonly string[] | undefined
  /** A network's name or id, `host`, `none`, or `container:<name or id>`. @default the bridge */
  readonly network?: string | undefined
  readonly memoryBytes?: number | undefined
  /** Fractions allowed. */
  readonly cpus?: number | undefined
  /** `os/arch[/variant]` to take from the image. Since API 1.41. @default the engine's */
  readonly platform?: string | undefined
  /** When the image is pulled first. @default missing */
  readonly pull?: 'missing' | 'always' | 'never' | undefined
  /** For the pull; `{}` asks as a stranger. @default those kept for the registry */
  readonly auth?: AuthConfig | undefined
  /** Remove the container when it ends. */
  readonly autoRemove?: boolean | undefined
  /** For what has no option here: the engine's own request, to which the options are added. */
  readonly config?: Partial<ContainerCreateRequest> | undefined
}

export interface RunOptions extends RunDetachedOptions, ProcessStreams {
  /** `false` keeps it, whatever happens. @default true */
  readonly autoRemove?: boolean | undefined
}

/** Where a process's input comes from, and where its output goes. */
export interface ProcessStreams {
  /** Its input. A stream that it does not read to the end is destroyed. With a terminal, the end of it is not passed on. @default none */
  readonly stdin?: string | Uint8Array | Readable | undefined
  /** Give it a terminal: all output is `stdout` then. @default false */
  readonly tty?: boolean | undefined
  /** Streams that take the place of its own, as `docker run -i` does, and with `tty` as `-it`. Nothing of the output is kept then. */
  readonly join?: JoinStreams | undefined
  /** Called for each piece of output, in order. A promise holds the process back; what it throws ends the call. */
  readonly onOutput?: ((chunk: OutputChunk) => unknown) | undefined
  /** Of more output, its end is kept. @default 67_108_864 */
  readonly maxOutputBytes?: number | undefined
}

/** How a process ended, and what it printed. */
export interface ProcessResult extends OutputText {
  readonly exitCode: number
  /** There was more output than was to be kept: its beginning is missing. */
  readonly truncated: boolean
}

/** How a container ended, and what it printed. */
export interface RunResult extends ProcessResult {
  /** The engine has told that a process of it was killed for want of memory. Under load it may miss that: false is no proof. */
  readonly oomKilled: boolean
  /** Of use where it is kept. */
  readonly containerId: string
}

/** How a command is to run in a container that runs already, in the words of `docker exec`. */
export interface ExecRunOptions extends ProcessStreams, CallOptions {
  /** Added to the container's. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** @default the container's */
  readonly workdir?: string | undefined
  /** `user`, `uid`, `user:group` or `uid:gid`. @default the container's */
  readonly user?: string | undefined
  /** All capabilities. @default false */
  readonly privileged?: boolean | undefined
}
