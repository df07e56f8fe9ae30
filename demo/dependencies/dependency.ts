import type { Engine } from '../../src/api/index.ts'
import type { StartedNetwork, StartedTestContainer } from '../../src/index.ts'

/** A server that an application may need: how the demo starts it, and what it asks of it. */
export interface Dependency {
  readonly name: string
  readonly image: string
  start(place: Place): Promise<Running>
}

/** Where a dependency is started. */
export interface Place {
  readonly engine: Engine
  readonly network: StartedNetwork
  readonly signal: AbortSignal
}

/** A dependency that is ready. */
export interface Running {
  readonly container: StartedTestContainer
  /** Talks to it with a real driver. Resolves to what was asked and answered, on one line. */
  ask(): Promise<string>
}
