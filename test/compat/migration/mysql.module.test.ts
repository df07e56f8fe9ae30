import { MySqlContainer, type StartedMySqlContainer } from '@testcontainers/mysql'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { GenericContainer, Network, type StartedNetwork, type StartedTestContainer, Wait } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('the stock of a shop', () => {
  let network: StartedNetwork
  let database: StartedMySqlContainer
  let neighbour: StartedTestContainer
  let connection: Connection
  const seenLines: string[] = []

  beforeAll(async () => {
    network = await new Network().start()
    database = await new MySqlContainer('mysql:9.7')
      .withDatabase('shop')
      .withUsername('clerk')
      .withUserPassword('clerk-secret')
      .withRootPassword('root-secret')
      .withNetwork(network)
      .withNetworkAliases('db')
      .withCommand(['--max-connections=42'])
      .withEnvironment({ TZ: 'UTC' })
      .withLabels({ purpose: 'stock' })
      .withTmpFs({ '/scratch': 'rw,size=1m' })
      .withCopyContentToContainer([
        {
          content:
            'CREATE TABLE stock (item VARCHAR(20) PRIMARY KEY, amount INT); INSERT INTO stock VALUES ("nut", 7);',
          target: '/docker-entrypoint-initdb.d/1-stock.sql',
        },
      ])
      .withLogConsumer((stream) => stream.on('data', (line) => seenLines.push(String(line))))
      .withWaitStrategy(
        Wait.forAll([Wait.forListeningPorts(), Wait.forLogMessage(/ready for connections.*port: 3306/)]),
      )
      .withStartupTimeout(90_000)
      .start()
    neighbour = await new GenericContainer('busybox')
      .withCommand(['sleep', 'infinity'])
      .withNetwork(network)
      .withExtraHosts([{ host: 'warehouse', ipAddress: '192.0.2.1' }])
      .start()
    connection = await createConnection(database.getConnectionUri())
  })

  afterAll(async () => {
    await connection?.end()
    await neighbour?.stop()
    await database?.stop()
    await network?.stop()
  })

  it('has what the script put into it', async () => {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT item, amount FROM stock')
    expect(rows).toEqual([{ item: 'nut', amount: 7 }])
  })

  it('connects with each part of the address too', async () => {
    const byParts = await createConnection({
      host: database.getHost(),
      port: database.getPort(),
      database: database.getDatabase(),
      user: database.getUsername(),
      password: database.getUserPassword(),
    })
    const [rows] = await byParts.query<RowDataPacket[]>('SELECT @@max_connections AS limited')
    await byParts.end()
    expect(rows).toEqual([{ limited: 42 }])
    expect(database.getPort()).toBe(database.getMappedPort(3306))
    expect(database.getFirstMappedPort()).toBe(database.getMappedPort('3306/tcp'))
  })

  it('answers the client in the image, as the user and as root', async () => {
    expect(await database.executeQuery('SELECT amount FROM stock')).toBe('amount\n7\n')
    expect(await database.executeQuery('SELECT CURRENT_USER()', ['--skip-column-names'], true)).toMatch(/^root@/)
    expect(database.getConnectionUri(true)).toBe(
      `mysql://root:${database.getRootPassword()}@${database.getHost()}:${database.getPort()}/shop`,
    )
  })

  it('runs commands', async () => {
    const { exitCode, output, stdout, stderr } = await database.exec(
      ['sh', '-c', 'pwd; id -un >&2; echo $WHO; exit 3'],
      {
        workingDir: '/tmp',
        user: 'mysql',
        env: { WHO: 'me' },
      },
    )
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 3, stdout: '/tmp\nme\n', stderr: 'mysql\n' })
    expect(output).toContain('/tmp')
    expect((await database.exec('cat /etc/hostname')).output.trim()).toBe(database.getHostname())
    expect((await database.exec('date +%Z')).stdout).toBe('UTC\n')
    expect((await database.exec(['sh', '-c', 'df -k /scratch | tail -1'])).output).toContain('1024')
  })

  it('is found by its alias in the network', async () => {
    const greeting = await neighbour.exec(['sh', '-c', 'nc -w 5 db 3306 </dev/null | head -c 16'])
    expect(greeting.output).toContain('9.7.')
    expect((await neighbour.exec(['cat', '/etc/hosts'])).output).toMatch(/192\.0\.2\.1\s+warehouse/)
    expect(database.getNetworkNames()).toContain(network.getName())
    expect(database.getNetworkId(network.getName())).toBe(network.getId())
    expect((await neighbour.exec(['nslookup', 'db'])).output).toContain(database.getIpAddress(network.getName()))
    expect(database.getLabels()).toMatchObject({ purpose: 'stock' })
  })

  it('prints its log', async () => {
    const lines: string[] = []
    for await (const chunk of await database.logs({ tail: 50 })) {
      lines.push(String(chunk))
      if (lines.join('').includes('port: 3306')) break
    }
    expect(lines.join('')).toContain('port: 3306')
    expect(seenLines.join('')).toContain('port: 3306')
  })

  it('keeps its rows over a restart, behind whatever port it has then', async () => {
    await connection.execute('UPDATE stock SET amount = amount - ? WHERE item = ?', [2, 'nut'])
    await connection.end()
    await database.restart({ timeout: 10_000 })
    connection = await createConnection(database.getConnectionUri())
    const [rows] = await connection.query<RowDataPacket[]>('SELECT amount FROM stock')
    expect(rows).toEqual([{ amount: 5 }])
  })
})
