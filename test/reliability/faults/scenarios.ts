import { randomUUID } from 'node:crypto'
import type { Engine } from '../../../src/api/index.ts'
import { GenericContainer, Network, PullPolicy, Volume, Wait } from '../../../src/index.ts'
import { goneIsFine } from '../../../src/run/gone.ts'
import { BUSYBOX } from '../../api/support/resources.ts'

/** Everything that a scenario makes carries this label. */
export const testLabel = 'slipway.fault-test'

export interface Scene {
  readonly engine: Engine
  /** Without faults, for what has to be there before. */
  readonly honest: Engine
  /** The value of the label. */
  readonly mark: string
  /** Notes what has to be stopped in the end, last first. */
  readonly own: (thing: { stop(): Promise<unknown> }) => void
}

export type Scenario = (scene: Scene) => Promise<void>

/** A start with everything: networks, a volume, copies, a consumer, and one wait of each kind. */
export const wholeStart: Scenario = async ({ engine, mark, own }) => {
  const labels = { [testLabel]: mark }
  const network = await new Network().withEngine(engine).withLabels(labels).start()
  own(network)
  const second = await new Network().withEngine(engine).withLabels(labels).start()
  own(second)
  const volume = await new Volume().withEngine(engine).withLabels(labels).start()
  own(volume)
  const container = await new GenericContainer(BUSYBOX)
    .withEngine(engine)
    .withLabels(labels)
    .withNetwork(network)
    .withNetwork(second)
    .withVolume(volume, '/data')
    .withCopyContentToContainer([{ content: 'hello', target: '/hello.txt' }])
    .withLogConsumer((stream) => stream.resume())
    // Not at once, so that the engine is asked for its events.
    .withHealthCheck({ test: ['CMD-SHELL', 'sleep 0.3'], interval: 100, retries: 20 })
    .withExposedPorts(80)
    .withCommand(['sh', '-c', 'echo ready; exec httpd -f -p 80'])
    .withStartupTimeout(startupTimeoutMs)
    .withWaitStrategy(
      Wait.forAll([
        Wait.forLogMessage('ready'),
        Wait.forListeningPorts(),
        Wait.forHealthCheck(),
        Wait.forSuccessfulCommand('true'),
        Wait.forFile('/hello.txt', { contains: 'hello' }),
      ]),
    )
    .start()
  own(container)
}

/** A start whose image has to be pulled. */
export const pullingStart =
  (image: string): Scenario =>
  async ({ engine, mark, own }) => {
    const container = await new GenericContainer(image)
      .withEngine(engine)
      .withLabels({ [testLabel]: mark })
      .withPullPolicy(PullPolicy.alwaysPull())
      .withCommand(['sleep', '1000'])
      .withStartupTimeout(startupTimeoutMs)
      .start()
    own(container)
  }

/** A start that makes a container for reuse. */
export const reusableStart: Scenario = async ({ engine, mark, own }) => {
  own(await reusable(engine, mark, mark).start())
}

/** A start that finds the container of another one. */
export const joiningStart: Scenario = async ({ engine, honest, mark, own }) => {
  const key = randomUUID()
  own(await reusable(honest, mark, key).start())
  own(await reusable(engine, mark, key).start())
}

/** A build from text, with a step that runs. */
export const building =
  (builder: 'buildkit' | 'classic'): Scenario =>
  async ({ engine, honest, mark, own }) => {
    const content = `FROM ${BUSYBOX}\nRUN echo ${mark}\n`
    const name = `localhost/slipway-fault:${mark}`
    // A build whose answer is lost is done all the same.
    own({ stop: () => goneIsFine(honest.images.remove(name, { force: true })) })
    await engine.build(new Uint8Array(), { dockerfile: { content }, tags: [name], builder })
  }

const startupTimeoutMs = 12_000

const reusable = (engine: Engine, mark: string, key: string) =>
  new GenericContainer(BUSYBOX)
    .withEngine(engine)
    .withLabels({ [testLabel]: mark })
    .withCommand(['sh', '-c', 'echo ready; exec sleep 1000'])
    .withReuse(key)
    .withStartupTimeout(startupTimeoutMs)
    .withWaitStrategy(Wait.forLogMessage('ready'))
