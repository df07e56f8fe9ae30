/** What happens in a build, in the same words for the classic builder and BuildKit. */
export type BuildProgress =
  | BuildStepStarted
  | BuildStepCached
  | BuildStepDone
  | BuildStepFailed
  | BuildLogLine
  | BuildTransfer
  | BuildWarning

/** An instruction of the Dockerfile, or what the builder does beside them. */
export interface BuildStep {
  /** The same for all that is told of this step, and of no other in this build. */
  readonly id: string
  /** Such as `[2/5] RUN make`, or `[tools 2/5] RUN make` where the stage has a name. */
  readonly name: string
}

/** BuildKit runs steps side by side. */
export interface BuildStepStarted {
  readonly kind: 'started'
  readonly step: BuildStep
}

/** Nothing had to be done: an earlier build has done the same. It comes without a start from BuildKit. */
export interface BuildStepCached {
  readonly kind: 'cached'
  readonly step: BuildStep
}

export interface BuildStepDone {
  readonly kind: 'done'
  readonly step: BuildStep
  readonly durationMs: number
}

export interface BuildStepFailed {
  readonly kind: 'failed'
  readonly step: BuildStep
  readonly durationMs: number
  /** The engine's words. */
  readonly message: string
}

/** One line that a step printed, without its ending. */
export interface BuildLogLine {
  readonly kind: 'log'
  /** Absent for what the builder says of the whole build. */
  readonly step?: BuildStep
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

/** How far something has got that consists of bytes: a layer that is pulled, a context, a layer that is unpacked. */
export interface BuildTransfer {
  readonly kind: 'transfer'
  readonly step?: BuildStep
  /** What it is: a layer's digest, or words. */
  readonly id: string
  /** What is being done with it, such as `extracting`. */
  readonly action?: string
  readonly currentBytes: number
  /** Absent when it is not known. */
  readonly totalBytes?: number
}

/** Advice about the Dockerfile. */
export interface BuildWarning {
  readonly kind: 'warning'
  readonly message: string
  readonly detail: readonly string[]
  /** Where it is explained. */
  readonly url?: string
  /** The Dockerfile's name. */
  readonly file?: string
  /** Its first line that is meant, from 1 on. */
  readonly line?: number
}
