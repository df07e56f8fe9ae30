// Page "Networking".
import { GenericContainer, Network, type StartedNetwork, type StoppedNetwork, type Uuid } from 'testcontainers'

const network: StartedNetwork = await new Network().start()
const front = await new GenericContainer('nginx:1').withNetwork(network).withNetworkAliases('front', 'www').start()
const caller = await new GenericContainer('busybox:1')
  .withNetwork(network)
  .withExtraHosts([{ host: 'legacy', ipAddress: '192.0.2.7' }])
  .withCommand(['sleep', '1000'])
  .start()
const { exitCode }: { exitCode: number } = await caller.exec(['wget', '-qO-', 'http://www'])
const addresses: string[] = [front.getIpAddress(network.getName()), front.getNetworkId(network.getName())]
console.log(exitCode, addresses, network.getId())
const gone: StoppedNetwork = await network.stop()
console.log(gone)

const named: Uuid = { nextUuid: () => 'a-name-of-our-own' }
{
  await using brief = await new Network(named).start()
  console.log(brief.getName())
}

await new GenericContainer('busybox:1').withNetworkMode('none').start()
