import { createConnection } from 'mysql2/promise'
import { expect, test } from 'vitest'
import { GenericContainer, Wait } from '../../src/index.ts'

test('a database that restarts while it sets itself up is ready when it answers a driver', async () => {
  const access = { user: 'root', password: 'test', database: 'app' }
  await using container = await new GenericContainer('mysql:9.7')
    .withEnvironment({ MYSQL_ROOT_PASSWORD: access.password, MYSQL_DATABASE: access.database })
    .withExposedPorts(3306)
    .withWaitStrategy(Wait.forSql(({ host, hostPort }) => createConnection({ host, port: hostPort(3306), ...access })))
    .withStartupTimeout(120_000)
    .start()
  const connection = await createConnection({
    host: container.getHost(),
    port: container.getMappedPort(3306),
    ...access,
  })
  const [rows] = await connection.query('SELECT 1 AS one')
  await connection.end()
  expect(rows).toEqual([{ one: 1 }])
})
