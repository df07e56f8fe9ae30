import { EventEmitter, getEventListeners, once } from 'node:events'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { fakeEngine } from '../support/fake-engine.ts'
import { tarOf } from '../support/tar.ts'

const reasons = [new Error('enough'), 'enough', { enough: true }] as const

test.each(reasons)('an aborted signal rejects before anything is sent, with its reason (%o)', async (reason) => {
  let requests = 0
  await using fake = await fakeEngine(() => requests++)
  const signal = AbortSignal.abort(reason)
  await expect(fake.engine.system.info({ signal })).rejects.toBe(reason)
  await expect(fake.engine.containers.attach('x', { signal })).rejects.toBe(reason)
  await expect(fake.engine.images.pull('x', { signal })).rejects.toBe(reason)
  await expect(fake.engine.images.build(tarOf({}), { signal })).rejects.toBe(reason)
  await expect(fake.engine.system.events({ signal }).next()).rejects.toBe(reason)
  expect(requests).toBe(0)
})

test.each(reasons)(
  'abort before the answer rejects with the reason and lets the connection go (%o)',
  async (reason) => {
    const abort = new AbortController()
    const left = new EventEmitter()
    await using fake = await fakeEngine((request) => {
      request.socket.once('close', () => left.emit('closed'))
      abort.abort(reason)
    })
    const closed = once(left, 'closed')
    await expect(fake.engine.containers.wait('x', { signal: abort.signal })).rejects.toBe(reason)
    await closed
  },
)

test.each(reasons)('abort within a JSON answer rejects with the reason (%o)', async (reason) => {
  const abort = new AbortController()
  await using fake = await fakeEngine((_, response) => {
    response.write('{"ID":')
    setTimeout(() => abort.abort(reason), 20)
  })
  await expect(fake.engine.system.info({ signal: abort.signal })).rejects.toBe(reason)
})

test.each(reasons)('abort within an error answer rejects with the reason (%o)', async (reason) => {
  const abort = new AbortController()
  await using fake = await fakeEngine((_, response) => {
    response.writeHead(500).write('{"mess')
    setTimeout(() => abort.abort(reason), 20)
  })
  await expect(fake.engine.system.info({ signal: abort.signal })).rejects.toBe(reason)
})

test.each(reasons)('abort within progress rejects with the reason, not as a failed pull (%o)', async (reason) => {
  const abort = new AbortController()
  await using fake = await fakeEngine((_, response) => response.write('{"status":"Pulling"}\n'))
  const onProgress = () => abort.abort(reason)
  await expect(fake.engine.images.pull('x', { signal: abort.signal, onProgress })).rejects.toBe(reason)
})

test.each(reasons)('abort between two events rejects with the reason (%o)', async (reason) => {
  const abort = new AbortController()
  await using fake = await fakeEngine((_, response) => response.write('{"Type":"container"}\n'))
  const events = fake.engine.system.events({ signal: abort.signal })
  await events.next()
  setTimeout(() => abort.abort(reason), 20)
  await expect(events.next()).rejects.toBe(reason)
})

test.each(reasons)('abort within followed stats rejects with the reason (%o)', async (reason) => {
  const abort = new AbortController()
  await using fake = await fakeEngine((_, response) => response.write('{"read":""}\n'))
  const stats = fake.engine.containers.followStats('x', { signal: abort.signal })
  await stats.next()
  setTimeout(() => abort.abort(reason), 20)
  await expect(stats.next()).rejects.toBe(reason)
})

test.each(reasons)('abort within followed logs rejects with the reason (%o)', async (reason) => {
  const abort = new AbortController()
  await using fake = await fakeEngine((_, response) => response.write('hello\n'))
  const logs = await fake.engine.containers.logs('x', { follow: true, tty: true, signal: abort.signal })
  setTimeout(() => abort.abort(reason), 20)
  await expect(logs.text()).rejects.toBe(reason)
})

test.each(reasons)('abort between registering a wait and the exit rejects with the reason (%o)', async (reason) => {
  const abort = new AbortController()
  await using fake = await fakeEngine((_, response) => response.flushHeaders())
  const { exit } = await fake.engine.containers.openWait('x', { signal: abort.signal })
  abort.abort(reason)
  await expect(exit).rejects.toBe(reason)
})

test.each(reasons)('abort before the connection is handed over rejects with the reason (%o)', async (reason) => {
  const abort = new AbortController()
  await using fake = await fakeEngine(() => {})
  fake.server.on('upgrade', () => abort.abort(reason))
  await expect(fake.engine.exec.start('x', { tty: false, signal: abort.signal })).rejects.toBe(reason)
})

test.each(reasons)('abort after the connection was handed over rejects with the reason (%o)', async (reason) => {
  const abort = new AbortController()
  await using fake = await fakeEngine(() => {})
  fake.server.on('upgrade', (_, socket) => {
    socket.on('error', () => {})
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
  })
  const { output } = await fake.engine.exec.start('x', { tty: true, signal: abort.signal })
  setTimeout(() => abort.abort(reason), 20)
  await expect(output.text()).rejects.toBe(reason)
})

test('abort within an upload rejects with the reason and ends the source', async () => {
  const abort = new AbortController()
  await using fake = await fakeEngine((request) => request.once('data', () => abort.abort(new Error('enough'))))
  const source = new Readable({ read() {} })
  source.push(Buffer.alloc(100_000))
  const closed = once(source, 'close')
  source.on('error', () => {})
  const upload = fake.engine.images.build(source, { signal: abort.signal })
  await expect(upload).rejects.toThrow('enough')
  await closed
})

test('leaving a loop over events lets the connection go', async () => {
  const left = new EventEmitter()
  const closed = once(left, 'closed')
  await using fake = await fakeEngine((request, response) => {
    request.socket.once('close', () => left.emit('closed'))
    response.write('{"Type":"container"}\n')
  })
  for await (const event of fake.engine.system.events()) {
    expect(event.Type).toBe('container')
    break
  }
  await closed
})

test('a signal keeps no listener of a call that has ended', async () => {
  await using fake = await fakeEngine((request, response) => {
    if (request.url?.includes('missing')) response.writeHead(404).end('{"message":"gone"}')
    else response.end('{"status":"x"}\n')
  })
  const { signal } = new AbortController()
  for (let round = 0; round < 3; round++) {
    await fake.engine.system.info({ signal })
    await fake.engine.images.pull('x', { signal })
    await fake.engine.containers.archiveInfo('x', { path: '/', signal }).catch(() => {})
    await fake.engine.containers.inspect('missing', { signal }).catch(() => {})
    await fake.engine.containers.attach('x', { signal }).catch(() => {})
  }
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})
