// Page "OpenSearch".

import { Client } from '@opensearch-project/opensearch'
import { OpenSearchContainer, type StartedOpenSearchContainer } from '@testcontainers/opensearch'

{
  await using secured: StartedOpenSearchContainer = await new OpenSearchContainer('opensearchproject/opensearch:2.19.4')
    .withPassword('Correct-Horse-7')
    .start()
  const client = new Client({
    node: secured.getHttpUrl(),
    auth: { username: secured.getUsername(), password: secured.getPassword() },
    ssl: { rejectUnauthorized: false },
  })
  await client.indices.create({ index: 'parcels' })
}

const open = await new OpenSearchContainer('opensearchproject/opensearch:2.19.4').withSecurityEnabled(false).start()
const words: string[] = [open.getHttpUrl(), `${open.getSchema()}://${open.getHost()}:${open.getPort()}`]
console.log(words)
await open.stop()
