/** Points to content of a registry, as the OCI image specification writes it. */
export interface Descriptor {
  readonly mediaType: string
  /** `sha256:…` */
  readonly digest: string
  /** Bytes. */
  readonly size: number
  readonly urls?: readonly string[]
  readonly annotations?: Readonly<Record<string, string>> | null
  /** The content itself, in base64, where it is small. */
  readonly data?: string | null
  readonly platform?: Platform | null
  readonly artifactType?: string | null
}

/** What an image runs on. */
export interface Platform {
  /** Such as `amd64` or `arm64`. */
  readonly architecture: string
  /** Such as `linux`. */
  readonly os: string
  readonly 'os.version'?: string
  readonly 'os.features'?: readonly string[]
  /** Such as `v8`. */
  readonly variant?: string
}
