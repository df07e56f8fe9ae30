// What the packages export beside what their pages show.
import {
  type BoundPorts,
  getContainerPort,
  getContainerRuntimeClient,
  getReaper,
  hasHostBinding,
  IntervalRetry,
  LABEL_TESTCONTAINERS_SESSION_ID,
  log,
  type PortGenerator,
  type PortWithOptionalBinding,
  RandomPortGenerator,
  RandomUuid,
  type Retry,
  randomUuid,
  type Uuid,
} from 'testcontainers'

const uuids: Uuid[] = [new RandomUuid(), { nextUuid: randomUuid }]
const generator: PortGenerator = new RandomPortGenerator()
const port: number = await generator.generatePort()
const portOf = (wanted: PortWithOptionalBinding): number =>
  hasHostBinding(wanted) ? wanted.host : getContainerPort(wanted)

const retry: Retry<number, Error> = new IntervalRetry<number, Error>(100)
const answer: number | Error = await retry.retryUntil(
  async () => port,
  (found) => found > 1024,
  () => new Error('none'),
  1_000,
)

if (log.enabled()) {
  log.trace('every step')
  log.debug('a step', { containerId: 'c0ffee', imageName: 'busybox' })
  log.info(`${uuids.length} names, port ${portOf(port)}, ${answer}`)
  log.warn('odd')
  log.error('wrong', { containerId: 'c0ffee' })
}

const { sessionId } = await getReaper(await getContainerRuntimeClient())
console.log(`${LABEL_TESTCONTAINERS_SESSION_ID}=${sessionId}`)

export const firstOf = (ports: BoundPorts): readonly number[] => [
  ports.getFirstBinding(),
  ports.getBinding(80),
  ports.getBinding('80/udp'),
  ports.getBinding(80, 'udp'),
  ports.filter([80, '53/udp']).getFirstBinding(),
  ...[...ports.iterator()].map(([, bound]) => bound),
]
