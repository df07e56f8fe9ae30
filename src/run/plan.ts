import type { Readable } from 'node:stream'
import type { ContainerInspect, Engine } from '../api/index.ts'
import type { ContainerSpec } from '../spec/container-spec.ts'
import type { WaitStrategy } from '../wait/strategy.ts'
import type { ImagePullPolicy } from './pull-policy.ts'

/** One start: what to create, and what to wait for. */
export interface StartPlan {
  readonly spec: ContainerSpec
  readonly pullPolicy: ImagePullPolicy
  /** Undefined waits for the health check if there is one, else for the published ports. */
  readonly waitStrategy: WaitStrategy | undefined
  readonly startupTimeoutMs: number
  readonly logConsumers: readonly LogConsumer[]
  /** Whether `stop()` removes the container unless it is told otherwise. */
  readonly removeOnStop: boolean
  readonly hooks: StartHooks
}

/** Receives the output of a container as a stream of bytes, from its first line to its end. */
export type LogConsumer = (stream: Readable) => unknown

/** Called between the steps of a start; what a hook throws ends the start and undoes it. */
export interface StartHooks {
  /** It exists, nothing has been copied. */
  readonly created?: ((containerId: string) => Promise<void>) | undefined
  /** It runs, nothing has been waited for. */
  readonly starting?: ((inspected: ContainerInspect) => Promise<void>) | undefined
}

/** Where a start happens. */
export interface RunContext {
  readonly engine: Engine
  /** Marks that clean-up finds things by. */
  readonly labels: Readonly<Record<string, string>>
  readonly signal: AbortSignal | undefined
}
