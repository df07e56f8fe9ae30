import { MySqlContainer, type StartedMySqlContainer } from '../../src/modules/mysql.ts'
import type { Dependency } from './dependency.ts'

const image = 'mysql:9.7'

export const mysql: Dependency = {
  name: 'mysql',
  image,
  async start({ engine, network, signal }) {
    const container = await new MySqlContainer(image)
      .withEngine(engine)
      .withNetwork(network)
      .withNetworkAliases('mysql')
      .start({ signal })
    return { container, ask: () => ask(container) }
  },
}

const ask = async (container: StartedMySqlContainer): Promise<string> => {
  // Loaded here, as the other drivers are: together they take longer to load than the demo to get going.
  const { createConnection } = await import('mysql2/promise')
  const connection = await createConnection(container.getConnectionUri())
  try {
    const [[version]] = await connection.query<Rows>('SELECT VERSION() AS answer')
    await connection.query('CREATE TABLE boats (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40))')
    await connection.execute('INSERT INTO boats (name) VALUES (?)', ['Slipway'])
    const [[boat]] = await connection.query<Rows>('SELECT CONCAT(id, " ", name) AS answer FROM boats')
    return `SELECT VERSION() → ${version?.answer}; wrote a row and read it → ${boat?.answer}`
  } finally {
    await connection.end()
  }
}

type Rows = (import('mysql2').RowDataPacket & { readonly answer: string })[]
