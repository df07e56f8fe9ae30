import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Engine, EngineConnectionError } from '../../../src/api/index.ts'
import { undiciTransport } from '../../../src/api/transport/undici.ts'
import { parseHost } from '../../../src/engine/address.ts'
import { type FakeEngine, type FakeEngineOptions, fakeEngine } from '../support/fake-engine.ts'

const handedOver = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'

/** An engine that hands over the connection and then does as it is told. */
const handingOver = async (act: (socket: Duplex) => void, options: FakeEngineOptions = {}): Promise<FakeEngine> => {
  const fake = await fakeEngine((_, response) => response.end('{"Running":true,"ExitCode":null}'), options)
  fake.server.on('upgrade', (_, socket) => {
    socket.on('error', () => {})
    socket.write(handedOver)
    act(socket)
  })
  return fake
}

/** Until the event loop has seen what happened to the sockets. */
const aMoment = async () => {
  for (let turn = 0; turn < 3; turn++) await setImmediate()
}

test('a kept connection that the engine has closed meanwhile is not used again', async () => {
  const seen: string[] = []
  await using fake = await fakeEngine(({ method, url }, response) => {
    seen.push(`${method} ${url}`)
    response.end('{}')
  })
  await fake.engine.system.info()
  seen.length = 0
  for (const socket of fake.sockets) socket.destroy()
  await aMoment()
  await fake.engine.containers.create({ Image: 'x' })
  for (const socket of fake.sockets) socket.end()
  await aMoment()
  await fake.engine.system.info()
  expect(seen).toEqual(['POST /v1.41/containers/create', 'GET /v1.41/info'])
})

test('a call that goes out just as the engine closes its connection is sent at most once', async () => {
  const seen: (string | undefined)[] = []
  await using fake = await fakeEngine(({ url }, response) => {
    seen.push(url)
    response.end('{"Id":"x"}')
  })
  const { containers, system } = fake.engine
  for (let round = 0; round < 20; round++) {
    await system.info()
    if (round % 2) await aMoment()
    seen.length = 0
    for (const socket of fake.sockets) socket.destroy()
    const end = await containers.create({ Image: 'x' }).catch((error: unknown) => error)
    if (end instanceof Error) expect(end).toBeInstanceOf(EngineConnectionError)
    else expect(seen).toHaveLength(1)
    expect(seen.length).toBeLessThanOrEqual(1)
  }
})

test.each(['POST', 'GET'])('a %s that the engine may have read is not sent a second time', async (method) => {
  const seen: string[] = []
  await using fake = await fakeEngine((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    if (request.url?.includes('containers')) request.socket.destroy()
    else response.end('{}')
  })
  const { containers, system } = fake.engine
  await system.info()
  await system.info()
  seen.length = 0
  const call = method === 'POST' ? containers.start('x') : containers.inspect('x')
  await expect(call).rejects.toThrow(EngineConnectionError)
  await system.info()
  expect(seen.filter((request) => request.startsWith(`${method} /v1.41/containers`))).toHaveLength(1)
})

test('an engine that says its connections are short-lived is taken at its word', async () => {
  const sockets = new Set<Socket>()
  await using fake = await fakeEngine(({ socket }, response) => {
    sockets.add(socket)
    response.setHeader('connection', 'close').end('{}')
  })
  for (let round = 0; round < 3; round++) await fake.engine.system.info()
  expect(sockets.size).toBe(3)
})

test('an engine that never answers is left after the limit of the operation, and without one never', async () => {
  await using fake = await fakeEngine(() => {})
  const transport = undiciTransport(parseHost(fake.host))
  const failure = (cause: unknown) => new EngineConnectionError(fake.host, { method: 'GET', path: '/' }, cause)
  const ask = (silenceMs: number) => transport.request({ method: 'GET', path: '/', silenceMs, failure })
  const patient = ask(0)
  let isSettled = false
  patient.catch(() => {
    isSettled = true
  })
  const error: unknown = await ask(50).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EngineConnectionError)
  expect(String(error).replace(fake.host, 'HOST')).toMatchInlineSnapshot(
    `"EngineConnectionError: The connection to the engine at \`HOST\` ended early: it did not answer within 0.05 s. Check that the engine is still running. (during \`GET /\`)"`,
  )
  expect(isSettled).toBe(false)
  await transport.close()
  await expect(patient).rejects.toThrow('this side closed it')
})

test('a call to an engine that was closed here rejects', async () => {
  await using fake = await fakeEngine((_, response) => response.end('{}'))
  await fake.engine.close()
  await fake.engine.close()
  await expect(fake.engine.system.info()).rejects.toThrow(EngineConnectionError)
  await expect(fake.engine.exec.start('x', { tty: true })).rejects.toThrow(EngineConnectionError)
})

test('closing the engine here ends what is being read, connections that were handed over too', async () => {
  const left = new EventEmitter()
  const ended = once(left, 'ended')
  await using fake = await handingOver((socket) => socket.once('end', () => left.emit('ended')).resume())
  const { output } = await fake.engine.exec.start('x', { tty: true, stdin: true })
  const reading = output.text().catch((error: unknown) => error)
  await fake.engine.close()
  const error = await reading
  expect(error).toBeInstanceOf(EngineConnectionError)
  expect(String(error).replace(fake.host, 'HOST')).toMatchInlineSnapshot(
    `"EngineConnectionError: The connection to the engine at \`HOST\` ended early: this side closed it. Check that the engine is still running. (during \`POST /exec/x/start\`)"`,
  )
  await ended
})

test('a connection that was handed over and breaks rejects as any other does', async () => {
  await using fake = await handingOver((socket) => socket.resume(), { listensOn: 'tcp' })
  const { stdin, output } = await fake.engine.exec.start('x', { tty: true, stdin: true })
  for (const socket of fake.sockets) socket.resetAndDestroy()
  const error: unknown = await output.text().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EngineConnectionError)
  expect(String(error)).toContain('ended early: read ECONNRESET')
  expect(String(error)).toContain('(during `POST /exec/x/start`)')
  // Somebody who is still writing gets to know it too.
  const failed = new Promise<Error | null | undefined>((resolve) => stdin.write('more', resolve))
  expect(await failed).toBeInstanceOf(Error)
})

test('an engine that dies ends a command as its own end would: only inspect tells them apart', async () => {
  await using fake = await handingOver((socket) => socket.resume().end('half of the out'))
  const { output } = await fake.engine.exec.start('x', { tty: true })
  await expect(output.text()).resolves.toMatchObject({ output: 'half of the out' })
  // A new engine, or the same that has lost the connection only, says that the command has not ended,
  await expect(fake.engine.exec.inspect('x')).resolves.toMatchObject({ Running: true, ExitCode: null })
  // and one that is gone says nothing.
  for (const socket of fake.sockets) socket.destroy()
  fake.server.close()
  await expect(fake.engine.exec.inspect('x')).rejects.toThrow(EngineConnectionError)
})

test('a signal may have many calls under way, and nobody warns of it', async () => {
  const warnings: Error[] = []
  const onWarning = (warning: Error) => warnings.push(warning)
  process.on('warning', onWarning)
  try {
    await using fake = await fakeEngine((_, response) => setTimeout(() => response.end('{}'), 20))
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 50 }, () => fake.engine.system.info({ signal })))
    expect(warnings).toEqual([])
  } finally {
    process.off('warning', onWarning)
  }
})

test('a connection that is still being made goes with its engine', async () => {
  // Listens and never accepts: once its queue is full, nobody hears from it any more.
  const deaf = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
    require('fs').writeSync(1, String(this.address().port))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })`
  const child = spawn(process.execPath, ['--eval', deaf], { stdio: ['ignore', 'pipe', 'inherit'] })
  const fillers: Socket[] = []
  try {
    const port = Number(await once(child.stdout, 'data'))
    const connecting = () => process.getActiveResourcesInfo().filter((name) => name === 'ConnectWrap').length
    // One after the other, until one waits.
    while (connecting() === 0) {
      fillers.push(connect(port, '127.0.0.1').on('error', () => {}))
      await aMoment()
    }
    const before = connecting()
    const abort = new AbortController()
    const opening = Engine.connect({ host: `tcp://127.0.0.1:${port}`, signal: abort.signal })
    await expect.poll(connecting).toBe(before + 1)
    abort.abort(new Error('enough'))
    await expect(opening).rejects.toThrow('enough')
    await expect.poll(connecting).toBe(before)
  } finally {
    for (const filler of fillers) filler.destroy()
    child.kill('SIGKILL')
  }
})
