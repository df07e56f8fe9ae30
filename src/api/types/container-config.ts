import type { EndpointConfig } from './endpoint.ts'
import type { HostConfig, RestartPolicy } from './host-config.ts'
import type { Resources } from './resources.ts'

/** Body of ContainerCreate: what runs, what it may use of the host, and where it is connected. */
export interface ContainerCreateRequest extends ContainerConfig {
  /** Name, digest or id; it must be present at the engine. */
  readonly Image: string
  readonly HostConfig?: HostConfig | undefined
  readonly NetworkingConfig?:
    | {
        /** Keys are names or ids of networks. More than one needs API 1.44. */
        readonly EndpointsConfig?: Readonly<Record<string, EndpointConfig>> | undefined
      }
    | undefined
}

/** What runs in a container, apart from the host it runs on. What is left out or `null` comes from the image. */
export interface ContainerConfig {
  readonly Image?: string | undefined
  /** The program's arguments, or program and arguments where there is no entry point. */
  readonly Cmd?: readonly string[] | null | undefined
  /** `['']` drops the image's entry point. */
  readonly Entrypoint?: readonly string[] | null | undefined
  /** `NAME=value`; a `NAME` alone removes the image's variable. */
  readonly Env?: readonly string[] | null | undefined
  readonly WorkingDir?: string | undefined
  /** `user`, `uid`, `user:group` or `uid:gid`. */
  readonly User?: string | undefined
  /** @default the first 12 digits of the id */
  readonly Hostname?: string | undefined
  readonly Domainname?: string | undefined
  readonly Labels?: Readonly<Record<string, string>> | undefined
  /** Keys such as `80/tcp`, `53/udp`; to expose is not to publish. */
  readonly ExposedPorts?: Readonly<Record<string, Empty>> | undefined
  /** Anonymous volumes: keys are paths in the container. */
  readonly Volumes?: Readonly<Record<string, Empty>> | null | undefined
  readonly Healthcheck?: HealthConfig | undefined
  /** Output comes as one stream of a terminal. @default false */
  readonly Tty?: boolean | undefined
  /** Keep standard input open, attached or not. @default false */
  readonly OpenStdin?: boolean | undefined
  /** Close standard input when the first client that was attached leaves. @default false */
  readonly StdinOnce?: boolean | undefined
  /** @default false */
  readonly AttachStdin?: boolean | undefined
  readonly AttachStdout?: boolean | undefined
  readonly AttachStderr?: boolean | undefined
  /** Name or number. @default SIGTERM */
  readonly StopSignal?: string | undefined
  /** Seconds between the stop signal and SIGKILL. @default 10 */
  readonly StopTimeout?: number | undefined
  readonly NetworkDisabled?: boolean | undefined
  /** Before API 1.44; since then it belongs to the endpoint. */
  readonly MacAddress?: string | undefined
  /** Shell that runs the text form of commands and health checks. */
  readonly Shell?: readonly string[] | undefined
  readonly OnBuild?: readonly string[] | null | undefined
  /** Windows: the command is escaped already. */
  readonly ArgsEscaped?: boolean | undefined
}

/** How the engine itself checks a container. Durations are nanoseconds, 0 or at least 1,000,000; 0 is the image's value. */
export interface HealthConfig {
  /** `['NONE']`, `['CMD', …]` or `['CMD-SHELL', text]`; `[]` is the image's check. */
  readonly Test?: readonly string[] | undefined
  /** Between two checks, ns. @default 30 s */
  readonly Interval?: number | undefined
  /** A check that takes longer has failed, ns. @default 30 s */
  readonly Timeout?: number | undefined
  /** Failures in a row that make a container unhealthy. @default 3 */
  readonly Retries?: number | undefined
  /** Failures in this time after the start do not count, ns. @default 0 */
  readonly StartPeriod?: number | undefined
  /** Between two checks within the start period, ns. Since API 1.44. @default 5 s */
  readonly StartInterval?: number | undefined
}

/** Body of ContainerUpdate: what is left out stays as it is. */
export interface ContainerUpdateRequest extends Resources {
  readonly RestartPolicy?: RestartPolicy | undefined
}

/** Go's way to write a set: only the keys say something. */
export type Empty = Readonly<Record<string, never>>
