import type { HealthConfig } from './container-config.ts'
import type { Mount } from './mount.ts'
import type { Ulimit } from './resources.ts'

/** The container of each task of a service. What is left out comes from the image. */
export interface TaskContainerSpec {
  /** A digest in it keeps every node at the same image. */
  readonly Image: string
  readonly Labels?: Readonly<Record<string, string>> | undefined
  /** The program, in place of the image's entry point; a container calls this `Entrypoint`. */
  readonly Command?: readonly string[] | undefined
  /** Its arguments; a container calls these `Cmd`. */
  readonly Args?: readonly string[] | undefined
  /** Templates such as `{{.Node.Hostname}}` are filled in, as in `Env` and the sources of `Mounts`. */
  readonly Hostname?: string | undefined
  /** `NAME=value` */
  readonly Env?: readonly string[] | undefined
  /** Working directory. */
  readonly Dir?: string | undefined
  /** `user`, `uid`, `user:group` or `uid:gid`. */
  readonly User?: string | undefined
  /** Further groups, by name or number. */
  readonly Groups?: readonly string[] | undefined
  readonly Privileges?: TaskPrivileges | undefined
  /** Output comes as one stream of a terminal. @default false */
  readonly TTY?: boolean | undefined
  /** @default false */
  readonly OpenStdin?: boolean | undefined
  /** The root file system cannot be written. @default false */
  readonly ReadOnly?: boolean | undefined
  readonly Mounts?: readonly Mount[] | undefined
  /** Name or number. @default SIGTERM */
  readonly StopSignal?: string | undefined
  /** Between the stop signal and SIGKILL, ns. @default 10 s */
  readonly StopGracePeriod?: number | undefined
  readonly Healthcheck?: HealthConfig | undefined
  /** Lines for /etc/hosts: address, then names. A container has this the other way round, with a colon. */
  readonly Hosts?: readonly string[] | undefined
  readonly DNSConfig?:
    | {
        readonly Nameservers?: readonly string[] | undefined
        readonly Search?: readonly string[] | undefined
        readonly Options?: readonly string[] | undefined
      }
    | undefined
  readonly Secrets?: readonly SecretReference[] | undefined
  readonly Configs?: readonly ConfigReference[] | undefined
  /** -1000 to 1000; higher is killed sooner. Since API 1.46. */
  readonly OomScoreAdj?: number | undefined
  /** Windows. */
  readonly Isolation?: 'default' | 'process' | 'hyperv' | '' | undefined
  /** A first process that passes signals on and collects dead children. @default the engine's */
  readonly Init?: boolean | undefined
  readonly Sysctls?: Readonly<Record<string, string>> | undefined
  /** Such as `CAP_NET_ADMIN`, or `ALL`. Since API 1.41. */
  readonly CapabilityAdd?: readonly string[] | undefined
  /** Since API 1.41. */
  readonly CapabilityDrop?: readonly string[] | undefined
  /** Since API 1.41. */
  readonly Ulimits?: readonly Ulimit[] | undefined
}

/** A secret that a container sees as a file. The id counts, the name is for people, and both must be given. */
export interface SecretReference {
  readonly SecretID: string
  readonly SecretName: string
  readonly File: ReferencedFile
}

/** A config that a container sees as a file, or that is meant for the engine (`Runtime`, for a credential specification). */
export interface ConfigReference {
  readonly ConfigID: string
  readonly ConfigName: string
  readonly File?: ReferencedFile | undefined
  readonly Runtime?: Readonly<Record<string, never>> | undefined
}

export interface ReferencedFile {
  /** Path; a name alone is below /run/secrets for a secret, and below / for a config. */
  readonly Name: string
  /** Number of the owner as text. */
  readonly UID: string
  /** Number of the group as text. */
  readonly GID: string
  /** Permissions as a number, such as `0o444`. */
  readonly Mode: number
}

/** Rules of the kernel and of Windows for a container. */
export interface TaskPrivileges {
  /** Windows: one of the three. */
  readonly CredentialSpec?:
    | {
        /** Id of a config, which `Configs` must have too. */
        readonly Config?: string | undefined
        readonly File?: string | undefined
        readonly Registry?: string | undefined
      }
    | undefined
  readonly SELinuxContext?:
    | {
        readonly Disable?: boolean | undefined
        readonly User?: string | undefined
        readonly Role?: string | undefined
        readonly Type?: string | undefined
        readonly Level?: string | undefined
      }
    | undefined
  /** Since API 1.44. */
  readonly Seccomp?:
    | {
        readonly Mode: 'default' | 'unconfined' | 'custom'
        /** The profile's JSON in base64, for `custom`. */
        readonly Profile?: string | undefined
      }
    | undefined
  /** Since API 1.44. */
  readonly AppArmor?: { readonly Mode: 'default' | 'disabled' } | undefined
  /** Since API 1.44. @default false */
  readonly NoNewPrivileges?: boolean | undefined
}
