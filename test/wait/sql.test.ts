import { EventEmitter } from 'node:events'
import { createConnection } from 'mysql2/promise'
import { expect, test } from 'vitest'
import type { SqlConnection } from '../../src/wait/sql.ts'
import { WaitFailure } from '../../src/wait/strategy.ts'
import { Wait } from '../../src/wait/wait.ts'
import { Deferred, fakeTarget, tcp } from './fake-target.ts'
import { tcpServer } from './servers.ts'
import { failureOf, stable, waitFor } from './waiting.ts'

/** What happened to a connection, one word after another. */
const recorded = (given: Partial<SqlConnection> = {}) => {
  const calls: string[] = []
  const note = (call: string) => async () => {
    calls.push(call)
  }
  const connection: SqlConnection = {
    query: async (statement) => calls.push(statement),
    end: note('end'),
    destroy: note('destroy'),
    ...given,
  }
  return { connection, calls }
}

test('a database that answers is ready, and the connection is closed', async () => {
  const { connection, calls } = recorded()
  await waitFor(
    Wait.forSql(() => connection),
    fakeTarget(),
  )
  expect(calls).toEqual(['SELECT 1', 'end', 'destroy'])
})

test('a statement that is refused is not yet, and its connection is closed too', async () => {
  const calls: string[] = []
  const connect = async () => {
    const nth = calls.length / 3
    return recorded({
      query: async (statement) => {
        calls.push(statement)
        if (nth < 2) throw new Error("Table 'app.users' does not exist")
      },
      end: async () => calls.push('end'),
      destroy: () => calls.push('destroy'),
    }).connection
  }
  const statement = 'SELECT count(*) FROM users'
  await waitFor(Wait.forSql(connect, statement), fakeTarget())
  expect(calls).toEqual(Array(3).fill([statement, 'end', 'destroy']).flat())
})

test('a timeout says what the driver said', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:3306'), { code: 'ECONNREFUSED' })
  const wait = Wait.forSql(() => Promise.reject(refused), 'SELECT 1 FROM DUAL')
  const error = await failureOf(waitFor(wait, fakeTarget(), { limitMs: 60 }))
  expect(stable(error.message)).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for SQL \`SELECT 1 FROM DUAL\` to be answered; last saw: connect ECONNREFUSED 127.0.0.1:PORT.
    Last log lines:
      starting"
  `)
})

test('a connection that does not say good-bye does not keep the container from being ready', async () => {
  const { connection, calls } = recorded({ end: () => new Promise(() => {}) })
  await waitFor(
    Wait.forSql(() => connection),
    fakeTarget(),
  )
  expect(calls).toEqual(['SELECT 1', 'destroy'])
})

test('a connection that is only closed, or fails to, is fine', async () => {
  let closed = 0
  const close = () => {
    closed++
    throw new Error('closed already')
  }
  await waitFor(
    Wait.forSql(() => ({ query: async () => {}, close })),
    fakeTarget(),
  )
  expect(closed).toBe(1)
})

test('a connection that comes when the wait is over is not asked, and closed', async () => {
  const { connection, calls } = recorded()
  const controller = new AbortController()
  const late = new Deferred<SqlConnection>()
  const closed = new Deferred<void>()
  connection.destroy = () => closed.resolve()
  const waiting = waitFor(
    Wait.forSql(() => late.promise),
    fakeTarget(),
    { signal: controller.signal },
  )
  controller.abort('enough')
  await expect(waiting).rejects.toBe('enough')
  late.resolve(connection)
  await closed.promise
  expect(calls).toEqual(['end'])
})

test('an abort ends a question that is under way', async () => {
  const controller = new AbortController()
  const destroyed = new Deferred<void>()
  const connection = {
    query: () => {
      controller.abort('enough')
      return new Promise(() => {})
    },
    destroy: () => destroyed.resolve(),
  }
  const waiting = waitFor(
    Wait.forSql(() => connection),
    fakeTarget(),
    { signal: controller.signal },
  )
  await expect(waiting).rejects.toBe('enough')
  await destroyed.promise
})

test('an error that a connection tells outside of a question does not end the process', async () => {
  const connection = Object.assign(new EventEmitter(), {
    query: async () => connection.emit('error', new Error('the server goes away')),
  })
  await waitFor(
    Wait.forSql(() => connection),
    fakeTarget(),
  )
})

test('a server that cuts its connections ends neither the wait nor the process', async () => {
  // As one does that sets itself up: the first answer is a greeting, and then it restarts.
  await using server = await tcpServer((socket) => {
    socket.write(greeting, () => socket.destroy())
  })
  const target = fakeTarget({ publishedPorts: [tcp(3306, server.port)] })
  const refusals: unknown[] = []
  const wait = Wait.forSql(async ({ host, hostPort }) => {
    try {
      return await createConnection({ host, port: hostPort(3306), user: 'root' })
    } catch (error) {
      if (refusals.push(error) === 3) throw new WaitFailure('that is enough')
      throw error
    }
  })
  const error = await failureOf(waitFor(wait, target))
  expect(error.waits[0]?.lastSaw).toMatch(/Connection lost|ECONNRESET|EPIPE/)
  expect(refusals).toHaveLength(3)
  expect(server.accepted).toBe(3)
  await server.untilNoneIsOpen()
})

// The first packet of MySQL 8.4: protocol 10, version, connection 1, and what it can do.
const greeting = Buffer.concat([
  Buffer.from([73, 0, 0, 0, 10]),
  Buffer.from('8.4.0\0', 'latin1'),
  Buffer.from([1, 0, 0, 0]),
  Buffer.from('12345678\0', 'latin1'),
  Buffer.from([0xff, 0xff, 0xff, 2, 0, 0xff, 0xdf, 21]),
  Buffer.alloc(10),
  Buffer.from('123456789012\0caching_sha2_password\0', 'latin1'),
])
