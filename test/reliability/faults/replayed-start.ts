import type { Engine } from '../../../src/api/index.ts'
import { GenericContainer, Wait } from '../../../src/index.ts'
import { BUSYBOX } from '../../api/support/resources.ts'

/** A start that asks for much and reaches for nothing but its engine. */
export const replayedStart = (
  engine: Engine,
  onLine: (stream: NodeJS.ReadableStream) => void = () => {},
): GenericContainer =>
  new GenericContainer(BUSYBOX)
    .withEngine(engine)
    // Nobody looks after what a recording makes.
    .withAutoCleanup(false)
    .withCommand(['sh', '-c', 'echo starting; echo warning >&2; echo ready; exec sleep 1000'])
    .withCopyContentToContainer([{ content: 'hello', target: '/hello.txt' }])
    .withHealthCheck({ test: ['CMD-SHELL', 'echo fine'], interval: 200, retries: 20 })
    .withLogConsumer((stream) => onLine(stream))
    .withStartupTimeout(2_000)
    .withWaitStrategy(
      Wait.forAll([
        Wait.forLogMessage('ready'),
        Wait.forHealthCheck(),
        Wait.forSuccessfulCommand('echo here'),
        Wait.forFile('/hello.txt', { contains: 'hello' }),
      ]),
    )
