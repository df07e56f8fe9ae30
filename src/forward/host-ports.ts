import type { Engine } from '../api/index.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { processWide } from '../events/process-wide.ts'
import { hostAccesses } from '../run/host-access.ts'
import { containerPort } from '../spec/ports.ts'
import { chooseRoad } from './choose-road.ts'
import { remembered } from './remembered.ts'
import type { Road } from './road.ts'

const roads = (): Map<Engine, Promise<Road>> => processWide('roads', () => new Map())

/**
 * Leads ports of this machine to an engine's containers. Those that start from now on know them by name.
 *
 * @throws InvalidArgumentError when a port is not one, before anything is opened
 * @throws SlipwayError with code `HOST_PORT_NOT_EXPOSED` when one cannot be opened
 */
export const exposeHostPorts = async (engine: Engine, ports: readonly number[]): Promise<void> => {
  if (ports.length === 0) throw new InvalidArgumentError('Name the ports to expose, such as exposeHostPorts(8080).')
  for (const port of ports) containerPort(port)
  const road = await roadOf(engine)
  await Promise.all(ports.map((port) => road.open(port)))
  hostAccesses().set(engine, road)
}

/** The way to this machine from the containers of an engine. */
export const roadOf = (engine: Engine): Promise<Road> => remembered(roads(), engine, () => chooseRoad(engine))
