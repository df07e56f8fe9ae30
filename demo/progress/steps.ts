import type { ContainerEvent } from '../../src/index.ts'
import type { Progress } from '../../test/testbed/progress.ts'
import type { Dependency } from '../dependencies/dependency.ts'
import type { Screen } from './screen.ts'
import type { Stage } from './step.ts'

/** Translates what the test bed and the library tell about images into steps of the dependencies, each with its time. */
export class Steps {
  readonly #names: ReadonlyMap<string, string>
  readonly #screen: Screen
  readonly #since = new Map<string, number>()

  constructor(dependencies: readonly Dependency[], screen: Screen) {
    this.#names = new Map(dependencies.map(({ image, name }) => [image, name]))
    this.#screen = screen
  }

  /** A dependency begins something that is on the screen until it is over. */
  doing(name: string, text: string): void {
    if (!this.#since.has(name)) this.#since.set(name, performance.now())
    this.#screen.show({ subject: name, text, isPassing: true })
  }

  /** A dependency has reached a stage; its time is that since the stage before. */
  reached(name: string, stage: Stage | 'undone', next?: string): void {
    const now = performance.now()
    this.#screen.show({ subject: name, text: stage, seconds: (now - (this.#since.get(name) ?? now)) / 1000 })
    this.#since.set(name, now)
    if (next !== undefined) this.doing(name, next)
  }

  /** For the test bed. */
  readonly ofTestbed = (progress: Progress): void => {
    this.#screen.show({ ...progress, subject: this.#names.get(progress.subject) ?? progress.subject })
  }

  /** For the library's channel of container events. */
  readonly ofContainers = (message: unknown): void => {
    if (!isContainerEvent(message)) return
    const { step, image, pulledShare } = message
    const name = this.#names.get(image) ?? image
    if (step === 'pulling')
      this.doing(name, pulledShare === undefined ? step : `${step} ${Math.round(pulledShare * 100)} %`)
    if (step === 'created') this.reached(name, step, 'starting')
    if (step === 'started') this.reached(name, step, 'getting ready')
    if (step === 'ready') this.reached(name, step, 'being asked')
    if (step === 'failed') this.reached(name, 'undone')
  }
}

const isContainerEvent = (message: unknown): message is ContainerEvent =>
  typeof message === 'object' && message !== null && 'step' in message && 'image' in message
