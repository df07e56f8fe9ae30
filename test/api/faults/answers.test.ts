import { expect, test } from 'vitest'
import { EngineConnectionError, ProtocolError } from '../../../src/api/index.ts'
import { fakeEngine } from '../support/fake-engine.ts'

/** An engine that sends these bytes, whatever it is asked. */
const sending = (wire: string | Buffer) => fakeEngine(({ socket }) => socket.write(wire))

test('what answers in the place of an engine is told apart by what it sends', async () => {
  await using page = await fakeEngine((_, response) =>
    response.setHeader('content-type', 'text/html').end('<html>Log in</html>'),
  )
  const message = async (call: Promise<unknown>) =>
    String(await call.catch((error: unknown) => error)).replace(page.host, 'HOST')
  expect(await message(page.engine.containers.start('x'))).toMatchInlineSnapshot(
    '"ProtocolError: What answered 200 to `POST /containers/x/start` at `HOST` is a web page, and no container engine. Check the host, and proxies on the way."',
  )
  await using odd = await fakeEngine((request, response) => response.end(request.url?.includes('list') ? '[]' : '"OK"'))
  expect(await message(odd.engine.containers.inspect('x'))).toMatchInlineSnapshot(
    '"ProtocolError: The engine\'s answer to `GET /containers/x/json` holds `"OK"` where an object was expected."',
  )
  expect(await message(odd.engine.images.list())).toMatchInlineSnapshot(
    '"ProtocolError: The engine\'s answer to `GET /images/json` holds `"OK"` where a list was expected."',
  )
})

test('nothing where a list is promised is an empty list', async () => {
  await using fake = await fakeEngine((_, response) => response.end('null\n'))
  const { containers, images, networks } = fake.engine
  await expect(containers.list()).resolves.toEqual([])
  await expect(containers.changes('x')).resolves.toEqual([])
  await expect(images.list()).resolves.toEqual([])
  await expect(networks.list()).resolves.toEqual([])
})

test('the content type does not matter where it is not a web page', async () => {
  for (const type of ['text/plain', 'application/octet-stream', 'application/json; charset=latin1', '']) {
    await using fake = await fakeEngine((_, response) => response.setHeader('content-type', type).end('{"Id":"x"}\n'))
    await expect(fake.engine.containers.inspect('x')).resolves.toEqual({ Id: 'x' })
    await expect(fake.engine.system.events().next()).resolves.toMatchObject({ value: { Id: 'x' } })
  }
})

test.each(['102 Processing', '103 Early Hints'])('a %s before the answer is passed over', async (status) => {
  await using fake = await sending(
    `HTTP/1.1 ${status}\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"Id":"x"}`,
  )
  await expect(fake.engine.containers.inspect('x')).resolves.toEqual({ Id: 'x' })
})

test('an interim answer with nothing after it is no answer', async () => {
  await using fake = await fakeEngine(({ socket }) => socket.end('HTTP/1.1 102 Processing\r\n\r\n'))
  await expect(fake.engine.containers.inspect('x')).rejects.toThrow(EngineConnectionError)
})

test.each([
  ['a 100 that nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'],
  ['an upgrade that nobody asked for', 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'],
  ['a chunk without a length', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n'],
  ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
  ['headers without end', `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n{}`],
  ['a header with a line break in its name', 'HTTP/1.1 200 OK\r\nX\n-Y: z\r\nContent-Length: 2\r\n\r\n{}'],
])('%s is an EngineConnectionError', async (_, wire) => {
  await using fake = await sending(wire)
  await expect(fake.engine.containers.inspect('x')).rejects.toThrow(EngineConnectionError)
})

test('what an engine sends beyond its answer is never the answer of the next call', async () => {
  let requests = 0
  await using fake = await fakeEngine(({ socket }, response) => {
    if (++requests > 1) return response.end('{"Id":"second"}')
    const forged = 'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"Id":"forged"}'
    return socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"Id":"first"}${forged}`)
  })
  const first = await fake.engine.containers.inspect('x')
  await new Promise((resolve) => setTimeout(resolve, 20))
  const second = await fake.engine.containers.inspect('x')
  expect([first.Id, second.Id]).toEqual(['first', 'second'])
})

test('bytes that are no UTF-8 become replacement characters in text, and stay what they are in chunks', async () => {
  const broken = Buffer.from([0x61, 0xff, 0xc3, 0x0a])
  await using fake = await fakeEngine((request, response) => {
    if (request.url?.includes('/logs')) response.end(broken)
    else response.end(Buffer.concat([Buffer.from('{"Id":"'), broken.subarray(0, 3), Buffer.from('"}')]))
  })
  const { containers } = fake.engine
  await expect(containers.inspect('x')).resolves.toEqual({ Id: 'a\uFFFD\uFFFD' })
  const logs = () => containers.logs('x', { tty: true })
  await expect((await logs()).text()).resolves.toMatchObject({ stdout: 'a\uFFFD\uFFFD\n' })
  await expect((await logs()).lines().next()).resolves.toMatchObject({ value: { text: 'a\uFFFD\uFFFD' } })
  const chunks: Uint8Array[] = []
  for await (const { data } of await logs()) chunks.push(data)
  expect(Buffer.concat(chunks)).toEqual(broken)
})

test.each([
  ['no JSON', 'nonsense'],
  ['half an object', '{"Type":"contai'],
  ['nothing', 'null'],
  ['a number', '1'],
  ['a string', '"text"'],
  ['a list', '[]'],
])('%s among the lines of a stream rejects after what came before it', async (_, line) => {
  const seen: unknown[] = []
  await using fake = await fakeEngine((_, response) =>
    response.end(`{"Type":"container"}\n\r\n\n${line}\n{"Type":"image"}\n`),
  )
  const readAll = async () => {
    for await (const event of fake.engine.system.events()) seen.push(event)
  }
  await expect(readAll()).rejects.toThrow(ProtocolError)
  expect(seen).toEqual([{ Type: 'container' }])
})

test('a pull whose last words are missing is believed only with the image', async () => {
  const asked: (string | undefined)[] = []
  let isThere = true
  await using fake = await fakeEngine(({ url }, response) => {
    asked.push(url?.replace(/^\/v[\d.]+/, ''))
    if (url?.includes('/json')) response.writeHead(isThere ? 200 : 404).end('{}')
    else response.end('{"status":"Pulling from library/redis"}\n')
  })
  await fake.engine.images.pull('redis:7', { auth: {} })
  expect(asked).toEqual(['/images/create?fromImage=redis%3A7', '/images/redis:7/json'])
  isThere = false
  await expect(fake.engine.images.pull('redis:7', { auth: {} })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[ImagePullError: Image \`redis:7\` could not be pulled: the engine ended the pull without the image. Check the name, the registry and your credentials for it.]`,
  )
})

test('an import that names no image rejects', async () => {
  await using fake = await fakeEngine((_, response) => response.end())
  await expect(fake.engine.images.import(Buffer.alloc(1024), { repo: 'app' })).rejects.toMatchObject({
    code: 'IMAGE_IMPORT',
    engineMessage: 'the engine ended the import without naming an image',
  })
})
