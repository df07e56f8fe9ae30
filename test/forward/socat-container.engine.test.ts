import { expect, test } from 'vitest'
import { Network, SocatContainer, Wait } from '../../src/index.ts'
import { idle } from '../container/idle.ts'

const web = () =>
  idle()
    .withNetworkAliases('web')
    .withCommand(['sh', '-c', 'mkdir /www; echo hi > /www/index.html; httpd -f -p 80 -h /www'])
    .withWaitStrategy(Wait.forSuccessfulCommand('wget -q -O /dev/null http://localhost/'))

test('a container without a published port is reached through a relay, at several ports', async () => {
  await using network = await new Network().start()
  await using _ = await web().withNetwork(network).start()
  await using relay = await new SocatContainer()
    .withNetwork(network)
    .withTarget(8080, 'web', 80)
    .withTarget(80, 'web')
    .start()
  for (const port of [8080, 80]) {
    const { address } = await relay.endpoint(port)
    expect(await (await fetch(`http://${address}/`)).text()).toBe('hi\n')
  }
})

test('a host that is not one is refused, and so is a relay without a target', async () => {
  expect(() => new SocatContainer().withTarget(80, 'web; rm -rf /')).toThrow('web; rm -rf /')
  await expect(new SocatContainer().start()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})
