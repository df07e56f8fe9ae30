import { Readable } from 'node:stream'
import type { ContainerInspect, Engine } from '../api/index.ts'
import type { LogConsumer } from './plan.ts'
import { startTime } from './start-time.ts'

/** Hands a consumer what this run of a container prints, both streams in the order in which the engine has them. */
export const feedLogConsumer = (engine: Engine, inspected: ContainerInspect, consumer: LogConsumer): void => {
  const stream = Readable.from(output(engine, inspected), { objectMode: false })
  // The stream of a container that is removed ends with the connection; a consumer that does not listen must not crash the process.
  stream.on('error', () => {})
  consumer(stream)
}

async function* output(engine: Engine, { Id, Config, State }: ContainerInspect): AsyncGenerator<Uint8Array> {
  const chunks = await engine.containers.logs(Id, { follow: true, since: startTime(State), tty: Config.Tty })
  for await (const { data } of chunks) yield data
}
