export type { AuthConfig } from '../../registry/auth-config.ts'

/** What the headers of SystemPing tell. */
export interface PingResult {
  /** The newest version of the API that the engine speaks. */
  readonly apiVersion: string
  /** `linux` or `windows`. */
  readonly osType: string
  readonly experimental: boolean
  /** The builder it recommends: `1` is the classic one, `2` BuildKit. Absent from old engines. */
  readonly builderVersion: string | undefined
  /** `inactive`, `pending`, `error`, `locked`, `active/worker` or `active/manager`. Since Docker 23. */
  readonly swarm: string | undefined
  /** The version of Podman's own API; absent from every other engine. */
  readonly libpodVersion: string | undefined
}

/** Answer of SystemVersion. */
export interface Version {
  /** Of the engine. */
  readonly Version: string
  /** The newest version of the API that it speaks. */
  readonly ApiVersion: string
  /** The oldest. */
  readonly MinAPIVersion: string
  readonly GitCommit: string
  readonly GoVersion: string
  /** `linux` or `windows`. */
  readonly Os: string
  /** As Go names it: `amd64`, `arm64`. */
  readonly Arch: string
  readonly KernelVersion?: string
  readonly Experimental?: boolean
  readonly BuildTime?: string
  readonly Platform?: { readonly Name: string }
  /** The engine itself, containerd, runc … */
  readonly Components?: readonly {
    readonly Name: string
    readonly Version: string
    readonly Details?: Readonly<Record<string, string>> | null
  }[]
}

/** Answer of SystemAuth. */
export interface AuthResponse {
  /** `Login Succeeded` */
  readonly Status: string
  /** To be used instead of the password from now on; empty or absent where the registry gives none. */
  readonly IdentityToken?: string
}
