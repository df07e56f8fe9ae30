import type { Readable } from 'node:stream'
import type { StoppedTestContainer } from './test-container.ts'

/** For custom containers: a stopped container that adds its own getters to the usual ones. */
export class AbstractStoppedContainer implements StoppedTestContainer {
  protected readonly stoppedTestContainer: StoppedTestContainer

  constructor(stoppedTestContainer: StoppedTestContainer) {
    this.stoppedTestContainer = stoppedTestContainer
  }

  getId(): string {
    return this.stoppedTestContainer.getId()
  }

  copyArchiveFromContainer(path: string): Promise<Readable> {
    return this.stoppedTestContainer.copyArchiveFromContainer(path)
  }
}
