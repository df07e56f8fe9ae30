import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { expect, expectTypeOf, test } from 'vitest'
import { type Engine, ImagePullError, NotFoundError } from '../../src/api/index.ts'
import { InvalidArgumentError, SlipwayError } from '../../src/events/error.ts'
import { StartupError } from '../../src/index.ts'
import { MySqlContainer, type StartedMySqlContainer } from '../../src/modules/mysql.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { failureOf } from './failure-of.ts'
import { heldPort } from './held-port.ts'
import { expectNothingLeft } from './nothing-left.ts'

const IMAGE = 'mysql:9.7'

test('the connection URI is all that a driver needs', async () => {
  // #region example
  await using mysql = await new MySqlContainer('mysql:9.7').start()
  const connection = await createConnection(mysql.getConnectionUri())
  await connection.query('CREATE TABLE boats (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40))')
  await connection.execute('INSERT INTO boats (name) VALUES (?)', ['Slipway'])
  const [boats] = await connection.query('SELECT * FROM boats')
  await connection.end()
  // #endregion
  expect(boats).toEqual([{ id: 1, name: 'Slipway' }])
  expect(mysql.getDatabase()).toBe('test')
  expect(mysql.getUsername()).toBe('test')
  expect(mysql.getUserPassword()).toBe('test')
  expect(mysql.getRootPassword()).toBe('test')
  expect(mysql.getPort()).toBe(mysql.getMappedPort(3306))
  expect(mysql.getConnectionUri()).toBe(`mysql://test:test@${mysql.getHost()}:${mysql.getPort()}/test`)

  await mysql.restart()
  expect(mysql.getPort()).toBe(await publishedNow(mysql))
  expect(await answer(mysql.getConnectionUri(), 'SELECT name AS answer FROM boats')).toBe('Slipway')
})

test('names and passwords may hold any character, and queries run with the client of the image', async () => {
  const userPassword = 'p@ss:w/ord#%'
  await using mysql = await new MySqlContainer(IMAGE)
    .withDatabase('har-bour')
    .withUsername('us@er')
    .withUserPassword(userPassword)
    .withRootPassword('r@ot:w/ord #%?&')
    .start()
  const who = 'SELECT CONCAT(CURRENT_USER(), " ", DATABASE()) AS answer'
  expect(await answer(mysql.getConnectionUri(), who)).toBe('us@er@% har-bour')
  expect(await answer(mysql.getConnectionUri(true), who)).toBe('root@% har-bour')

  // #region query
  const table = await mysql.executeQuery('SELECT 1 AS one, "two" AS two')
  const bare = await mysql.executeQuery('SELECT USER()', ['--skip-column-names'], true)
  // #endregion
  expect(table).toBe('one\ttwo\n1\ttwo\n')
  expect(bare).toBe('root@127.0.0.1\n')

  const failure = await failureOf(mysql.executeQuery('SELECT draught FROM boats'), SlipwayError)
  expect(failure).toMatchInlineSnapshot(
    `[SlipwayError: The query ended with exit code 1: ERROR 1146 (42S02) at line 1: Table 'har-bour.boats' doesn't exist]`,
  )
  expect(failure.code).toBe('MYSQL_QUERY')
  const refusal = await failureOf(mysql.executeQuery('CREATE DATABASE other'), SlipwayError)
  expect(refusal.message).toContain(`Access denied for user 'us@er'@'%' to database 'other'`)
  expect(refusal.message).not.toContain(userPassword)
})

test('two starts of one builder, side by side, give two servers that share nothing', async () => {
  const builder = new MySqlContainer(IMAGE)
  const starts = [builder.start(), builder.withDatabase('second').start()] as const
  await using first = await starts[0]
  await using second = await starts[1]
  expect(first.getPort()).not.toBe(second.getPort())
  expect([first.getDatabase(), second.getDatabase()]).toEqual(['test', 'second'])
  await first.executeQuery('CREATE TABLE boats (id INT)')
  expect(await first.executeQuery('SHOW TABLES', ['--skip-column-names'])).toBe('boats\n')
  expect(await second.executeQuery('SHOW TABLES', ['--skip-column-names'])).toBe('')
})

test('the user may be root, and init scripts run before the server is ready', async () => {
  // #region init-script
  await using mysql = await new MySqlContainer('mysql:9.7')
    .withUsername('root')
    .withUserPassword('secret')
    .withRootPassword('secret')
    .withCopyContentToContainer([
      { content: 'CREATE TABLE boats (name TEXT)', target: '/docker-entrypoint-initdb.d/1-schema.sql' },
      { content: 'INSERT INTO boats VALUES ("Slipway")', target: '/docker-entrypoint-initdb.d/2-boats.sql' },
    ])
    .start()
  // #endregion
  expect(
    await answer(mysql.getConnectionUri(), 'SELECT CONCAT(name, " of ", CURRENT_USER()) AS answer FROM boats'),
  ).toBe('Slipway of root@%')
  expect(mysql.getConnectionUri()).toBe(mysql.getConnectionUri(true))
})

test('passwords that the image would refuse are refused before anything is created', async () => {
  expect(
    await failureOf(new MySqlContainer(IMAGE).withUserPassword('').start(), InvalidArgumentError),
  ).toMatchInlineSnapshot(
    `[InvalidArgumentError: MySQL passwords must not be empty. Set withUserPassword() and withRootPassword().]`,
  )
  expect(
    await failureOf(new MySqlContainer(IMAGE).withRootPassword('').start(), InvalidArgumentError),
  ).toMatchInlineSnapshot(
    `[InvalidArgumentError: MySQL passwords must not be empty. Set withUserPassword() and withRootPassword().]`,
  )
  expect(
    await failureOf(
      new MySqlContainer(IMAGE).withUsername('root').withUserPassword('secret').start(),
      InvalidArgumentError,
    ),
  ).toMatchInlineSnapshot(
    `[InvalidArgumentError: The MySQL user \`root\` has the root password. Set both alike, or choose another withUsername().]`,
  )
  await expectNothingLeft()
})

test('an image that is not to be had is named, and nothing is left behind', async () => {
  // Nothing listens on port 1: the answer comes at once, with or without a network.
  const failure = await failureOf(new MySqlContainer('localhost:1/no/such:1').start(), ImagePullError)
  expect(failure.message).toMatch(/^Image `localhost:1\/no\/such:1` could not be pulled: .+connection refused\. /)
  expect(failure.reference).toBe('localhost:1/no/such:1')
  await expectNothingLeft()
})

test('a host port that is taken is named, and nothing is left behind', async () => {
  await using taken = await heldPort()
  const start = new MySqlContainer(IMAGE).withExposedPorts({ container: 3306, host: taken.port }).start()
  const failure = await failureOf(start, StartupError)
  expect(failure.reason).toBe('refused')
  expect(failure.message).toMatch(
    /^Container `mysql:9.7` \([0-9a-f]{12}\) did not become ready: the engine could not start it: /,
  )
  expect(failure.message).toContain(`:${taken.port}`)
  expect(failure.message).toMatch(/address already in use|already allocated/)
  await expectNothingLeft()
})

test('a server that gives up during its start fails the start at once, with its exit code and its last words', async () => {
  const failure = await failureOf(new MySqlContainer(IMAGE).withCommand(['--no-such-option']).start(), StartupError)
  expect(failure).toMatchObject({ reason: 'exited', exitCode: 1, image: IMAGE, code: 'STARTUP_EXITED' })
  expect(failure.elapsedMs).toBeLessThan(60_000)
  expect(failure.logTail.join('\n')).toContain(`unknown option '--no-such-option'`)
  const [what = ''] = failure.message.split('\n')
  expect(what.replace(failure.containerId.slice(0, 12), '<id>').replace(/[\d.]+ s\./, '<time>.')).toMatchInlineSnapshot(
    `"Container \`mysql:9.7\` (<id>) did not become ready: it exited with code 1 after <time>."`,
  )
  await expectNothingLeft()
  const engine = await defaultEngine()
  const volumes = await volumesOf(engine, failure.containerId)
  expect(volumes).not.toEqual([])
  for (const volume of volumes) await expect(engine.volumes.inspect(volume)).rejects.toThrow(NotFoundError)
})

test('setters keep the type, and start gives a MySQL server', () => {
  const builder = new MySqlContainer(IMAGE).withDatabase('a').withExposedPorts(33060).withRootPassword('b')
  expectTypeOf(builder).toEqualTypeOf<MySqlContainer>()
  expectTypeOf(builder.start).returns.resolves.toEqualTypeOf<StartedMySqlContainer>()
})

/** The value that a query with one column `answer` gives in its first row. */
const answer = async (uri: string, query: string): Promise<unknown> => {
  const connection: Connection = await createConnection(uri)
  try {
    const [[row]] = await connection.query<RowDataPacket[]>(query)
    return row?.answer
  } finally {
    await connection.end()
  }
}

const publishedNow = async (mysql: StartedMySqlContainer): Promise<number> => {
  const { NetworkSettings } = await (await defaultEngine()).containers.inspect(mysql.getId())
  return Number(NetworkSettings.Ports?.['3306/tcp']?.[0]?.HostPort)
}

/** Names of the volumes that a container had, out of the engine's memory of events. */
const volumesOf = async (engine: Engine, containerId: string): Promise<string[]> => {
  const now = Date.now() / 1000
  const names: string[] = []
  const filters = { type: ['volume'], event: ['mount'] } as const
  for await (const { Actor } of engine.system.events({ since: now - 300, until: now, filters }))
    if (Actor.Attributes.container === containerId) names.push(Actor.ID)
  return names
}
