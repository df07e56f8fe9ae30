/** One line of what the engine tells while it pulls, pushes, builds, loads or imports. */
export interface ProgressMessage {
  /** The layer that it speaks of, or the tag. */
  readonly id?: string
  /** Such as `Downloading` or `Pull complete`. */
  readonly status?: string
  readonly progressDetail?: ProgressDetail
  /** Output of a build, mostly whole lines with their ending; and of a load. */
  readonly stream?: string
  /** A result; a text is a status of BuildKit in base64. */
  readonly aux?: ProgressResult | string
}

/** Bytes; empty where the step has none to count. */
export interface ProgressDetail {
  readonly current?: number
  /** Absent when it is not known. */
  readonly total?: number
}

/** What came out: `ID` of a build; the others of a push. */
export interface ProgressResult {
  /** `sha256:…` */
  readonly ID?: string
  readonly Tag?: string
  readonly Digest?: string
  /** Bytes of the manifest. */
  readonly Size?: number
}
