import type { StartPlan } from '../run/plan.ts'
import type { ContainerDefaults } from './container-defaults.ts'
import { GenericContainer, type StartOptions } from './generic-container.ts'
import { orStop } from './or-stop.ts'
import type { StartedTestContainer } from './test-container.ts'

/** The base of ready-made containers: options that become a container at each `start()`, and a started container of its own kind. */
export abstract class ModuleContainer<
  Options extends object,
  Started extends StartedTestContainer,
> extends GenericContainer {
  #options: Readonly<Options>

  constructor(image: string, defaults: Options) {
    super(image)
    this.#options = Object.freeze({ ...defaults })
  }

  override async start(options?: StartOptions): Promise<Started> {
    // Taken before the start, so that what the getters say is what the container was given.
    const given = this.#options
    const container = await super.start(options)
    return orStop(container, () => this.started(container, given))
  }

  /** What the container needs for these options. Pure: it is asked once for each start. */
  protected abstract describe(options: Readonly<Options>): ContainerDefaults

  /** Wraps the container that was started. */
  protected abstract started(container: StartedTestContainer, options: Readonly<Options>): Started

  protected override plan(): StartPlan {
    return super.plan(this.describe(this.#options))
  }

  /** Changes options. */
  protected with(options: Partial<Options>): this {
    this.#options = Object.freeze({ ...this.#options, ...options })
    return this
  }
}
