import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { expect } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { testBuildKit } from './support/buildkit.ts'

testBuildKit('a session is a connection on which the engine speaks HTTP/2 to us', async () => {
  await using engine = await Engine.connect()
  const connection = await engine.session.open({ id: randomUUID(), name: 'test' })
  const [first] = await once(connection, 'data')
  expect(first.toString('latin1')).toMatch(/^PRI \* HTTP\/2\.0\r\n\r\nSM\r\n\r\n/)
  connection.destroy()
})

testBuildKit('an id that is in use is refused', async () => {
  await using engine = await Engine.connect()
  const id = randomUUID()
  const connection = await engine.session.open({ id })
  await expect(engine.session.open({ id })).rejects.toMatchObject({ engineMessage: expect.stringContaining(id) })
  connection.destroy()
})

testBuildKit('an abort ends a session that is open', async () => {
  await using engine = await Engine.connect()
  const stop = new AbortController()
  const connection = await engine.session.open({ id: randomUUID(), signal: stop.signal })
  const closed = once(connection, 'close').catch(() => {})
  stop.abort()
  await closed
  expect(connection.destroyed).toBe(true)
})
