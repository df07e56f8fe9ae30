// Page "Containers", its section about a proxy for TCP ports.
import { GenericContainer, Network, SocatContainer, type StartedSocatContainer } from 'testcontainers'

const network = await new Network().start()
await new GenericContainer('nginx:1').withNetwork(network).withNetworkAliases('front').start()
const proxy: StartedSocatContainer = await new SocatContainer()
  .withNetwork(network)
  .withTarget(8080, 'front', 80)
  .withTarget(443, 'front')
  .start()
await new SocatContainer('mirror.example/socat:1').withTarget(8080, 'front', 80).start()
await fetch(`http://${proxy.getHost()}:${proxy.getMappedPort(8080)}/`)
