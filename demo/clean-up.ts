import type { Engine } from '../src/api/index.ts'
// Not part of the public surface yet.
import { sessionLabel } from '../src/cleanup/labels.ts'
import { session } from '../src/cleanup/session.ts'
import type { StartedNetwork, StartedTestContainer } from '../src/index.ts'
import { shownSeconds } from './progress/step.ts'

/** What a demo has made. */
interface Made {
  readonly containers: readonly StartedTestContainer[]
  readonly network: StartedNetwork
}

/**
 * Removes everything, and asks the engine whether it is so.
 *
 * @throws Error that names what is still there
 */
export const cleanUp = async (
  engine: Engine,
  { containers, network }: Made,
  say: (subject: string, text: string) => void,
): Promise<void> => {
  const volumes = (await Promise.all(containers.map((container) => volumesOf(engine, container)))).flat()
  const began = performance.now()
  await Promise.all(containers.map((container) => container.stop()))
  await network.stop()
  const seconds = (performance.now() - began) / 1000
  say(
    'clean-up',
    `removed ${count(containers.length, 'container')} with ${count(volumes.length, 'anonymous volume')}, and the network, in ${shownSeconds(seconds)}`,
  )
  say('proof', await proveNothingIsLeft(engine, volumes))
}

// Volumes that an image asks for carry no label: they are known by the containers that have them.
const volumesOf = async (engine: Engine, container: StartedTestContainer): Promise<string[]> => {
  const { Mounts } = await engine.containers.inspect(container.getId())
  return Mounts.flatMap(({ Type, Name }) => (Type === 'volume' && Name !== undefined ? [Name] : []))
}

const proveNothingIsLeft = async (engine: Engine, volumeNames: readonly string[]): Promise<string> => {
  const label = `${sessionLabel}=${session().id}`
  const filters = { label: [label] }
  const [containers, networks, labelled, { Volumes }] = await Promise.all([
    engine.containers.list({ all: true, filters }),
    engine.networks.list({ filters }),
    engine.volumes.list({ filters }),
    engine.volumes.list(),
  ])
  const volumes = [...labelled.Volumes, ...Volumes.filter(({ Name }) => volumeNames.includes(Name))]
  const left = [
    ...containers.map(({ Id }) => `container ${Id}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...volumes.map(({ Name }) => `volume ${Name}`),
  ]
  if (left.length > 0) throw new Error(`The demo left behind: ${left.join(', ')}.`)
  return `asked for everything with label ${label}, and for the anonymous volumes → no container, no network, no volume`
}

const count = (number: number, noun: string) => `${number || 'no'} ${noun}${number === 1 ? '' : 's'}`
