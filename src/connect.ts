import { Engine, type EngineOptions } from './api/index.ts'
import { GenericContainer } from './container/generic-container.ts'
import { Image } from './image/image.ts'
import { Network } from './network/network.ts'
import { Volume } from './volume/volume.ts'

/**
 * Connects to an engine and binds the builders to it. Several connections in one process are fine.
 *
 * @param options.host @default found as the docker CLI does
 * @throws EngineNotFoundError when none is found
 * @throws EngineConnectionError when nothing answers at the given host
 */
export const connect = async (options: EngineOptions = {}): Promise<Connection> =>
  new Connection(await Engine.connect(options))

/** An engine with the builders bound to it. Disposing closes the connection; it does not remove what was made. */
export class Connection implements AsyncDisposable {
  /** The typed client of the engine's API. */
  readonly engine: Engine

  constructor(engine: Engine) {
    this.engine = engine
  }

  /** A container to describe and start. */
  container(image: string): GenericContainer {
    return new GenericContainer(image).withEngine(this.engine)
  }

  /** One image by its name: pull, build, tag, push, inspect, history, remove. */
  image(name: string): Image {
    return new Image(this.engine, name)
  }

  /** A network to describe and start. */
  network(): Network {
    return new Network().withEngine(this.engine)
  }

  /** A volume to describe and start. */
  volume(): Volume {
    return new Volume().withEngine(this.engine)
  }

  /** Ends every connection to the engine. */
  close(): Promise<void> {
    return this.engine.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
