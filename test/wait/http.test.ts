import { getEventListeners } from 'node:events'
import type { IncomingMessage, RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import type { HttpWait } from '../../src/wait/http.ts'
import { Wait } from '../../src/wait/wait.ts'
import { fakeTarget, tcp } from './fake-target.ts'
import { closeAtOnce, freePort, httpServer, httpsServer, type TestServer, tcpServer } from './servers.ts'
import { failureOf, firstSeen, stable, waitFor } from './waiting.ts'

const targetOf = (server: Pick<TestServer, 'port'>) => fakeTarget({ publishedPorts: [tcp(8080, server.port)] })

const answer =
  (status: number, body = ''): RequestListener =>
  (_, response) => {
    response.writeHead(status).end(body)
  }

/** Answers with the given status codes one after another, the last one again and again, and notes what was asked. */
const recorder = (...statuses: number[]) => {
  const requests: IncomingMessage[] = []
  const onRequest: RequestListener = (request, response) => {
    requests.push(request)
    response.writeHead(statuses[requests.length - 1] ?? statuses.at(-1) ?? 200).end()
  }
  return { requests, onRequest }
}

const flawOf = (wait: HttpWait, server: Pick<TestServer, 'port'>) => firstSeen(wait, targetOf(server))

test('a status from 200 to 299 is ready, and nothing stays open', async () => {
  const { requests, onRequest } = recorder(503, 404, 199 + 1)
  await using server = await httpServer(onRequest)
  await waitFor(Wait.forHttp('/health?full=1', 8080), targetOf(server))
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(3).fill('GET /health?full=1'))
  await server.untilNoneIsOpen()
})

test('a timeout says the last status, and leaves the query out', async () => {
  await using server = await httpServer(answer(503))
  const wait = Wait.forHttp('/health?token=sesame', 8080).withBasicCredentials('admin', 'sesame')
  const error = await failureOf(waitFor(wait, targetOf(server), { limitMs: 250 }))
  expect(stable(error.message)).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for GET /health on port 8080/tcp to answer with status 2xx; last saw: status 503.
    Last log lines:
      starting"
  `)
})

test('any of several status codes is ready, and no other', async () => {
  await using server = await httpServer(recorder(200, 201, 404).onRequest)
  await waitFor(Wait.forHttp('/', 8080).forStatusCode(404).forStatusCode(403), targetOf(server))
  await using ok = await httpServer(answer(200))
  const wait = Wait.forHttp('/', 8080).forStatusCode(201).forStatusCode(204)
  expect(wait.describe()).toBe('GET / on port 8080/tcp to answer with status 201 or 204')
  expect(await flawOf(wait, ok)).toBe('status 200')
})

test('every predicate for the status must hold', async () => {
  await using server = await httpServer(answer(401))
  const wait = Wait.forHttp('/', 8080).forStatusCodeMatching((status) => status >= 400)
  await waitFor(wait, targetOf(server))
  expect(
    await flawOf(
      wait.forStatusCodeMatching((status) => status >= 500),
      server,
    ),
  ).toBe('status 401')
})

test('every predicate for the body must hold, and the status is then free', async () => {
  await using server = await httpServer(answer(503, '{"status":"yellow"}'))
  const wait = Wait.forHttp('/', 8080).forResponsePredicate((body) => JSON.parse(body).status === 'yellow')
  await waitFor(wait, targetOf(server))
  expect(
    await flawOf(
      wait.forResponsePredicate((body) => body.includes('green')),
      server,
    ),
  ).toMatchInlineSnapshot(`"status 503 and body \`{"status":"yellow"}\`, which its predicate does not accept"`)
  expect(await flawOf(wait.forStatusCode(200), server)).toBe('status 503')
})

test('a predicate that throws says no', async () => {
  await using server = await httpServer(answer(200, '<html>'))
  const wait = Wait.forHttp('/', 8080).forResponsePredicate((body) => JSON.parse(body).ready)
  expect(await flawOf(wait, server)).toContain('status 200 and body `<html>`, on which its predicate threw SyntaxError')
})

test('a body that may repeat what was sent is left out of messages', async () => {
  await using server = await httpServer((request, response) =>
    response.end(`You sent ${request.headers.authorization}`),
  )
  const wait = Wait.forHttp('/', 8080)
    .withBasicCredentials('admin', 'sesame')
    .forResponsePredicate(() => false)
  expect(await flawOf(wait, server)).toMatchInlineSnapshot(
    `"status 200 and a body of 31 characters, which its predicate does not accept"`,
  )
})

test('texts and patterns for the body say in the error what they were', async () => {
  await using server = await httpServer(answer(200, '{"status":"yellow"}'))
  const wait = () => Wait.forHttp('/', 8080).forResponseBody('"status"')
  await waitFor(wait().forResponseBody(/yellow|green/g), targetOf(server))
  expect(wait().forResponseBody(/green/).describe()).toBe(
    'GET / on port 8080/tcp to answer with a body with `"status"` and a body matching `/green/`',
  )
  expect({
    text: await flawOf(wait().forResponseBody('green'), server),
    pattern: await flawOf(wait().forResponseBody(/green/), server),
  }).toMatchInlineSnapshot(`
    {
      "pattern": "status 200 and body \`{"status":"yellow"}\`, which does not match \`/green/\`",
      "text": "status 200 and body \`{"status":"yellow"}\`, which does not contain \`green\`",
    }
  `)
})

test('every header that is asked for must be there, and as it should be', async () => {
  await using server = await httpServer((_, response) =>
    response.writeHead(503, { 'X-Ready': 'yes', 'Set-Cookie': ['a=1', 'b=2'] }).end(),
  )
  const wait = () => Wait.forHttp('/', 8080).forResponseHeader('x-ready')
  const all = wait()
    .forResponseHeader('X-Ready', 'yes')
    .forResponseHeader('set-cookie', /b=2/)
    .forResponseHeader('x-ready', (value) => value.length === 3)
  await waitFor(all, targetOf(server))
  expect(all.describe()).toMatchInlineSnapshot(
    `"GET / on port 8080/tcp to answer with header \`x-ready\` and header \`X-Ready: yes\` and header \`set-cookie\` matching \`/b=2/\` and header \`x-ready\` that its predicate accepts"`,
  )
  const broken = () => {
    throw new Error('no')
  }
  expect({
    absent: await flawOf(wait().forResponseHeader('x-other'), server),
    'another value': await flawOf(wait().forResponseHeader('x-ready', 'no'), server),
    'not matching': await flawOf(wait().forResponseHeader('set-cookie', /c=3/), server),
    'a predicate that throws': await flawOf(wait().forResponseHeader('x-ready', broken), server),
    'after what was sent': await flawOf(wait().forResponseHeader('x-ready', 'no').withHeaders({ a: 'b' }), server),
    'another status': await flawOf(wait().forStatusCode(200), server),
  }).toMatchInlineSnapshot(`
    {
      "a predicate that throws": "status 503 and header \`x-ready: yes\`, on which its predicate threw Error: no",
      "absent": "status 503 and no header \`x-other\`",
      "after what was sent": "status 503 and another header \`x-ready\`",
      "another status": "status 503",
      "another value": "status 503 and header \`x-ready: yes\`",
      "not matching": "status 503 and header \`set-cookie: a=1, b=2\`",
    }
  `)
})

test('a body is sent, by POST unless another method is asked for', async () => {
  const asked: string[] = []
  await using server = await httpServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push(`${request.method} ${request.headers['content-length']} ${body}`)
    response.end(body)
  })
  const wait = () => Wait.forHttp('/query', 8080).withBody('{"q":"é"}')
  await waitFor(wait().forResponseBody('"q"'), targetOf(server))
  await waitFor(wait().withMethod('PUT').withBody(Buffer.from('bytes')), targetOf(server))
  await waitFor(wait().withMethod('GET'), targetOf(server))
  expect(asked).toEqual(['POST 10 {"q":"é"}', 'PUT 5 bytes', 'GET 10 {"q":"é"}'])
  expect(wait().describe()).toBe('POST /query on port 8080/tcp to answer with status 2xx')
  expect(await flawOf(wait().forResponseBody('never'), server)).toBe(
    'status 200 and a body of 9 characters, which does not contain `never`',
  )
})

test('a body goes along with the redirects that keep the method', async () => {
  const asked: string[] = []
  await using server = await httpServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push(`${request.method} ${request.url} ${body}`)
    if (request.url === '/') response.writeHead(307, { location: '/a' })
    if (request.url === '/a') response.writeHead(302, { location: '/b' })
    response.end()
  })
  await waitFor(Wait.forHttp('/', 8080).withBody('x'), targetOf(server))
  expect(asked).toEqual(['POST / x', 'POST /a x', 'GET /b '])
})

test('method, headers and credentials are sent', async () => {
  const { requests, onRequest } = recorder(200)
  await using server = await httpServer(onRequest)
  const wait = Wait.forHttp('ready', 8080)
    .withMethod('POST')
    .withHeaders({ 'X-One': '1' })
    .withHeaders({ 'X-Two': '2' })
    .withBasicCredentials('admin', 'pass:word')
  await waitFor(wait, targetOf(server))
  expect(requests).toMatchObject([
    {
      method: 'POST',
      url: '/ready',
      headers: {
        'x-one': '1',
        'x-two': '2',
        authorization: `Basic ${Buffer.from('admin:pass:word').toString('base64')}`,
      },
    },
  ])
})

test('a header that HTTP does not know ends the wait', async () => {
  await using server = await httpServer(answer(200))
  const error = await failureOf(waitFor(Wait.forHttp('/', 8080).withHeaders({ 'a b': '' }), targetOf(server)))
  expect(error).toMatchObject({ reason: 'failed', cause: { code: 'ERR_INVALID_HTTP_TOKEN' } })
})

test('the read timeout limits each request, its body included', async () => {
  await using mute = await httpServer(() => {})
  expect(await flawOf(Wait.forHttp('/', 8080).withReadTimeout(20), mute)).toMatchInlineSnapshot(
    `"no answer within 20 ms at 127.0.0.1:PORT"`,
  )
  await using slow = await httpServer((_, response) => response.write('half'))
  const wait = Wait.forHttp('/', 8080).withReadTimeout(20)
  await waitFor(wait, targetOf(slow))
  expect(
    await flawOf(
      wait.forResponsePredicate(() => true),
      slow,
    ),
  ).toBe('no answer within 20 ms at 127.0.0.1:PORT')
  await slow.untilNoneIsOpen()
  expect(() => wait.withReadTimeout(0)).toThrow('withReadTimeout() takes milliseconds above 0')
})

test('a body without end is read up to its first MiB', async () => {
  await using server = await httpServer((_, response) => {
    const write = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    }
    response.on('drain', write)
    write()
  })
  let length = 0
  const wait = Wait.forHttp('/', 8080)
    .withReadTimeout(10_000)
    .forResponsePredicate((body) => {
      length = body.length
      return true
    })
  await waitFor(wait, targetOf(server))
  expect(length).toBe(1 << 20)
  await server.untilNoneIsOpen()
})

test('connections that fail are told apart', async () => {
  await using proxy = await tcpServer(closeAtOnce)
  await using mysql = await tcpServer((socket) => socket.end('J\0\0\0\n8.4.0\0'))
  await using tls = await httpsServer(answer(200))
  await using plain = await httpServer(answer(200))
  const http = () => Wait.forHttp('/', 8080)
  expect({
    'no server': await flawOf(http(), { port: await freePort() }),
    'a proxy without server': await flawOf(http(), proxy),
    'another protocol': await flawOf(http(), mysql),
    'HTTP to a TLS server': await flawOf(http(), tls),
    'TLS to an HTTP server': await flawOf(http().usingTls(), plain),
    'a certificate of its own': await flawOf(http().usingTls(), tls),
  }).toMatchInlineSnapshot(`
    {
      "HTTP to a TLS server": "connection closed before an answer at 127.0.0.1:PORT",
      "TLS to an HTTP server": "an answer that is not TLS at 127.0.0.1:PORT (EPROTO); without usingTls() it is asked by HTTP",
      "a certificate of its own": "a certificate that is not trusted at 127.0.0.1:PORT (DEPTH_ZERO_SELF_SIGNED_CERT); allowInsecure() accepts it",
      "a proxy without server": "connection closed before an answer at 127.0.0.1:PORT",
      "another protocol": "an answer that is not HTTP at 127.0.0.1:PORT (HPE_INVALID_CONSTANT); usingTls() speaks HTTPS",
      "no server": "connection refused at 127.0.0.1:PORT",
    }
  `)
})

test('a certificate is checked unless that is waived', async () => {
  await using server = await httpsServer(answer(200))
  await waitFor(Wait.forHttp('/', 8080).usingTls().allowInsecure(), targetOf(server))
  await waitFor(Wait.forHttp('/', 8080).usingTls().allowInsecure(), { ...targetOf(server), host: 'localhost' })
  await server.untilNoneIsOpen()
})

test('a redirect within the server is followed', async () => {
  const asked: string[] = []
  await using server = await httpServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    if (request.url === '/') response.writeHead(302, { location: '/login' }).end()
    else response.end()
  })
  await waitFor(Wait.forHttp('/', 8080).withMethod('POST'), targetOf(server))
  expect(asked).toEqual(['POST /', 'GET /login'])
  await waitFor(Wait.forHttp('/', 8080).forStatusCode(302), targetOf(server))
  expect(asked).toHaveLength(3)
})

test('a redirect elsewhere or in a circle is not followed', async () => {
  await using away = await httpServer((_, response) =>
    response.writeHead(301, { location: 'http://localhost:8080/x?y' }).end(),
  )
  expect(await flawOf(Wait.forHttp('/', 8080), away)).toContain('status 301, a redirect to http://localhost:')
  const { requests, onRequest } = recorder(307)
  await using circle = await httpServer((request, response) => {
    response.setHeader('location', '/')
    onRequest(request, response)
  })
  expect(await flawOf(Wait.forHttp('/', 8080), circle)).toContain('status 307')
  expect(requests.length).toBeGreaterThanOrEqual(6)
})

test('a port that is not published is a mistake, told at once', async () => {
  const target = fakeTarget({ publishedPorts: [tcp(33060, 1)] })
  await expect(waitFor(Wait.forHttp('/', 8080), target)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: Port 8080/tcp is not published by \`mysql:8.4\` (4f1c2d9e1a2b). Published: 33060/tcp. Add withExposedPorts(8080).]`,
  )
  expect(() => Wait.forHttp('/', 80_000)).toThrow('is not a port')
})

test('a container that exits ends the wait, whatever is said of it', async () => {
  await using server = await httpServer(() => {})
  const target = { ...targetOf(server), exited: Promise.resolve({ exitCode: 1 }) }
  const wait = Wait.forHttp('/', 8080, { abortOnContainerExit: false })
  expect(await failureOf(waitFor(wait, target))).toMatchObject({ reason: 'exited', exitCode: 1 })
  await server.untilNoneIsOpen()
})

test('an abort ends a request that is under way', async () => {
  const controller = new AbortController()
  await using server = await httpServer(() => controller.abort('enough'))
  const wait = Wait.forHttp('/', 8080).withReadTimeout(60_000)
  await expect(waitFor(wait, targetOf(server), { signal: controller.signal })).rejects.toBe('enough')
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  await server.untilNoneIsOpen()
  expect(server.accepted).toBe(1)
})

test('one strategy serves many containers', async () => {
  const { requests, onRequest } = recorder(503, 503, 503, 200)
  await using server = await httpServer(onRequest)
  const wait = Wait.forHttp('/', 8080)
  await Promise.all(Array.from({ length: 20 }, () => waitFor(wait, targetOf(server))))
  expect(requests).toHaveLength(23)
  await server.untilNoneIsOpen()
})
