import { createServer } from 'node:net'
import { Engine } from '../../../src/api/index.ts'
import { engineSocket } from '../../support/engine-socket.ts'
import { listening, toEngine } from '../../support/servers.ts'
import { type ToxicRoad, Toxiproxy } from './toxiproxy.ts'

/** Roads to the engine over TCP that can be spoiled, and one that cannot. */
export interface Roads extends AsyncDisposable {
  readonly all: readonly ToxicRoad[]
  /** The first of them. */
  readonly road: ToxicRoad
  readonly honest: Engine
}

/** Toxiproxy, before a relay to the engine's socket. */
export const openRoads = async (count: number): Promise<Roads> => {
  const honest = await Engine.connect({ host: `unix://${engineSocket()}` })
  const relay = await listening(createServer(toEngine))
  const toxiproxy = await Toxiproxy.start()
  const road = await toxiproxy.before('0', relay.port)
  const others = Array.from({ length: count - 1 }, (_, index) => toxiproxy.before(`${index + 1}`, relay.port))
  return {
    all: [road, ...(await Promise.all(others))],
    road,
    honest,
    [Symbol.asyncDispose]: async () => {
      await toxiproxy[Symbol.asyncDispose]()
      await relay[Symbol.asyncDispose]()
      await honest.close()
    },
  }
}
