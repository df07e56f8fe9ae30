import { text } from 'node:stream/consumers'
import { MinioContainer, type StartedMinioContainer } from '../../src/modules/minio.ts'
import type { Dependency } from './dependency.ts'

const image = 'minio/minio:latest'

export const minio: Dependency = {
  name: 'minio',
  image,
  async start({ engine, network, signal }) {
    const container = await new MinioContainer(image)
      .withEngine(engine)
      .withNetwork(network)
      .withNetworkAliases('minio')
      .start({ signal })
    return { container, ask: () => ask(container) }
  },
}

const ask = async (container: StartedMinioContainer): Promise<string> => {
  const { Client } = await import('minio')
  const client = new Client({
    endPoint: container.getHost(),
    port: container.getPort(),
    useSSL: false,
    accessKey: container.getUsername(),
    secretKey: container.getPassword(),
  })
  await client.makeBucket('harbour')
  await client.putObject('harbour', 'boats/slipway.txt', 'afloat')
  const names: string[] = []
  for await (const { name } of client.listObjects('harbour', '', true)) names.push(name)
  const content = await text(await client.getObject('harbour', 'boats/slipway.txt'))
  return `put an object; list → ${names.join(', ')}; get → ${content}`
}
