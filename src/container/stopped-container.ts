import type { Readable } from 'node:stream'
import type { Engine } from '../api/index.ts'
import type { StoppedTestContainer } from './test-container.ts'

/** What is left of a container after its stop. */
export class StoppedContainer implements StoppedTestContainer {
  readonly #engine: Engine
  readonly #id: string

  constructor(engine: Engine, id: string) {
    this.#engine = engine
    this.#id = id
  }

  getId(): string {
    return this.#id
  }

  async copyArchiveFromContainer(path: string): Promise<Readable> {
    return (await this.#engine.containers.getArchive(this.#id, { path })).archive
  }
}
