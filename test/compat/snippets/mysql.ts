// Page "MySQL".
import { MySqlContainer, type StartedMySqlContainer } from '@testcontainers/mysql'
import { createConnection } from 'mysql2/promise'

{
  await using server: StartedMySqlContainer = await new MySqlContainer('mysql:9.7').start()
  const connection = await createConnection({
    host: server.getHost(),
    port: server.getPort(),
    user: server.getUsername(),
    password: server.getUserPassword(),
    database: server.getDatabase(),
  })
  await connection.end()
}

const shop = await new MySqlContainer('mysql:9.7')
  .withDatabase('shop')
  .withUsername('clerk')
  .withUserPassword('clerk-secret')
  .withRootPassword('root-secret')
  .withCommand(['--max-connections=20'])
  .start()
const uris: string[] = [shop.getConnectionUri(), shop.getConnectionUri(true), shop.getRootPassword()]
const printed: string[] = [
  await shop.executeQuery('SELECT 1'),
  await shop.executeQuery('SELECT 1', ['--batch', '--skip-column-names']),
  await shop.executeQuery('SHOW GRANTS', [], true),
]
console.log(uris, printed)
await shop.restart()
await shop.stop()
