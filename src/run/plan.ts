import type { ContainerInspect, Engine } from '../api/index.ts'
import type { ContainerSpec } from '../spec/container-spec.ts'
import type { WaitStrategy } from '../wait/strategy.ts'
import type { LogConsumer } from './log-outputs.ts'
import type { ImagePullPolicy } from './pull-policy.ts'

/** One start: what to create, and what to wait for. */
export interface StartPlan {
  readonly spec: ContainerSpec
  readonly pullPolicy: ImagePullPolicy
  /** Undefined waits for the health check if there is one, else for the published ports. */
  readonly waitStrategy: WaitStrategy | undefined
  readonly startupTimeoutMs: number
  /** How often it is tried before the start has failed. */
  readonly startupAttempts: number
  readonly logConsumers: readonly LogConsumer[]
  /** Whether a container that was made for the same specification will do. */
  readonly reuse?: { readonly key: string | undefined } | undefined
  /** It was there before: this is not its first start. @default false */
  readonly isReused?: boolean
  /** When the life before this start ended, on the engine's clock, in Unix seconds: what was said by then is no news. */
  readonly since?: number | undefined
  /** Whether `stop()` removes the container unless it is told otherwise. */
  readonly removeOnStop: boolean
  readonly hooks: StartHooks
}

/** Called between the steps of a start; what a hook throws ends the start and undoes it. */
export interface StartHooks {
  /** It exists, nothing has been copied. */
  readonly created?: ((containerId: string) => Promise<void>) | undefined
  /** It has been started, for the first run of this start; nothing has been waited for. */
  readonly starting?: ((inspected: ContainerInspect, isReused: boolean) => Promise<void>) | undefined
  /** The start has failed. @default it is removed */
  readonly undo?: ((containerId: string, signal: AbortSignal) => Promise<void>) | undefined
}

/** Where a container that others may use too is started. */
export interface ReuseContext extends RunContext {
  /** Marks of this process. */
  readonly owner: Readonly<Record<string, string>>
}

/** Where a start happens. */
export interface RunContext {
  readonly engine: Engine
  /** Marks that clean-up finds things by. */
  readonly labels: Readonly<Record<string, string>>
  readonly signal: AbortSignal | undefined
}
