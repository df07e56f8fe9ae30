import { hostname, networkInterfaces } from 'node:os'
import type { Engine } from '../api/index.ts'
import { defaultNetwork } from './default-network.ts'
import { direct } from './direct.ts'
import { relayAt } from './relay.ts'
import type { Road } from './road.ts'
import { Tunnel } from './tunnel.ts'

/** The shortest way from an engine's containers to this machine. */
export const chooseRoad = async (engine: Engine): Promise<Road> => {
  if (!('socketPath' in engine.address)) return new Tunnel(engine)
  const { Name, OperatingSystem } = await engine.system.info()
  if (handsOn.test(OperatingSystem) || process.platform !== 'linux') return direct
  const address = await bridgeAddress(engine)
  // An engine in a namespace of its own may have a bridge with the address of ours: its name tells them apart.
  return address !== undefined && Name === hostname() && isOurs(address) ? relayAt(address) : new Tunnel(engine)
}

const handsOn = /Docker Desktop|OrbStack/

const bridgeAddress = async (engine: Engine): Promise<string | undefined> => {
  const { IPAM } = await engine.networks.inspect(defaultNetwork(engine))
  return IPAM.Config?.find(({ Gateway }) => Gateway !== undefined && !Gateway.includes(':'))?.Gateway
}

const isOurs = (wanted: string): boolean =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === wanted))
