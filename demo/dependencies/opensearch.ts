import { OpenSearchContainer, type StartedOpenSearchContainer } from '../../src/modules/opensearch.ts'
import type { Dependency } from './dependency.ts'

const image = 'opensearchproject/opensearch:2.19.4'

export const opensearch: Dependency = {
  name: 'opensearch',
  image,
  async start({ engine, network, signal }) {
    const container = await new OpenSearchContainer(image)
      .withEngine(engine)
      .withNetwork(network)
      .withNetworkAliases('opensearch')
      .start({ signal })
    return { container, ask: () => ask(container) }
  },
}

const ask = async (container: StartedOpenSearchContainer): Promise<string> => {
  const { Client } = await import('@opensearch-project/opensearch')
  const client = new Client({
    node: container.getHttpUrl(),
    auth: { username: container.getUsername(), password: container.getPassword() },
    // The node made its certificate for itself.
    ssl: { rejectUnauthorized: false },
  })
  try {
    await client.index({ index: 'boats', id: '1', body: { name: 'Slipway', state: 'afloat' } })
    await client.indices.refresh({ index: 'boats' })
    const { body } = await client.search({ index: 'boats', body: { query: { match: { state: 'afloat' } } } })
    const hits = body.hits.hits.map(({ _source }) => JSON.stringify(_source))
    return `indexed a document over ${container.getSchema()}; search for afloat → ${hits.join(', ')}`
  } finally {
    await client.close()
  }
}
