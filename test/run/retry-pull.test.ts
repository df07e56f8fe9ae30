import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { ImagePullError } from '../../src/api/index.ts'
import { pullImage } from '../../src/run/pull.ts'
import { mayPass } from '../../src/run/retry-pull.ts'
import { fakeEngine } from '../api/support/fake-engine.ts'

/** An engine whose pulls fail with these answers, one after the other, and then succeed. */
const engineWith = async (...failures: ((response: ServerResponse) => void)[]) => {
  const pulls: string[] = []
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.includes('/images/create')) return void response.end('{"Id":"sha256:1"}')
    pulls.push(request.url)
    const fail = failures.shift()
    if (fail) fail(response)
    else response.end('{"status":"Status: Downloaded newer image for x:1"}\n')
  }
  return { pulls, fake: await fakeEngine(answer) }
}

const refuse =
  (message: string, status = 500) =>
  (response: ServerResponse) =>
    void response.writeHead(status).end(JSON.stringify({ message }))

const breakOff = (message: string) => (response: ServerResponse) =>
  void response.end(`{"status":"Pulling"}\n${JSON.stringify({ errorDetail: { message }, error: message })}\n`)

test('a pull is tried again when the registry could not be reached, and when it broke off', async () => {
  const { pulls, fake } = await engineWith(
    refuse('Get "https://x/v2/": dial tcp 192.0.2.1:443: connect: connection refused'),
    breakOff('unexpected EOF'),
  )
  await using _ = fake
  await pullImage(fake.engine, 'x:1')
  expect(pulls).toHaveLength(3)
})

test('after three attempts the last failure is thrown', async () => {
  const failures = ['one', 'two', 'three'].map((nth) => refuse(`${nth}: i/o timeout`))
  const { pulls, fake } = await engineWith(...failures)
  await using _ = fake
  await expect(pullImage(fake.engine, 'x:1')).rejects.toThrow('three: i/o timeout')
  expect(pulls).toHaveLength(3)
})

test('what a registry says no to is not asked again', async () => {
  const { pulls, fake } = await engineWith(refuse('manifest for x:1 not found: manifest unknown', 404))
  await using _ = fake
  await expect(pullImage(fake.engine, 'x:1')).rejects.toThrow('manifest unknown')
  expect(pulls).toHaveLength(1)
})

test('an abort between two attempts ends it at once, with its reason', async () => {
  const controller = new AbortController()
  const { pulls, fake } = await engineWith((response) => {
    response.once('close', () => setImmediate(() => controller.abort(new Error('enough'))))
    refuse('connection reset by peer')(response)
  })
  await using _ = fake
  const pull = pullImage(fake.engine, 'x:1', { signal: controller.signal })
  await expect(pull).rejects.toThrow('enough')
  expect(pulls).toHaveLength(1)
})

test.each([
  ['Get "https://r.example/v2/": dial tcp 127.0.0.1:443: connect: connection refused', true],
  ['read tcp 10.0.0.2:4711->10.0.0.3:443: read: connection reset by peer', true],
  ['Get "https://r.example/v2/": net/http: TLS handshake timeout', true],
  ['Get "https://r.example/v2/": net/http: request canceled (Client.Timeout exceeded while awaiting headers)', true],
  ['received unexpected HTTP status: 503 Service Unavailable', true],
  ['error pinging registry r.example: code: 502', true],
  ['dial tcp: lookup r.example on 10.0.0.1:53: server misbehaving', true],
  ['dial tcp: lookup r.example: no such host', false],
  ['pull access denied for x, repository does not exist or may require docker login', false],
  ['unauthorized: authentication required', false],
  ['manifest for x:1 not found: manifest unknown: manifest unknown', false],
  ['toomanyrequests: You have reached your pull rate limit', false],
  ['no matching manifest for linux/s390x in the manifest list entries', false],
  ['x509: certificate signed by unknown authority', false],
  ['write /var/lib/docker/tmp/x: no space left on device', false],
])('%s: may pass is %s', (message, expected) => {
  expect(mayPass(new ImagePullError('x', message))).toBe(expected)
})

test('what is no failed pull is not repeated', () => {
  expect(mayPass(new Error('connection refused'))).toBe(false)
})
