import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import {
  BuildError,
  EngineConnectionError,
  ImagePullError,
  ImagePushError,
  NotFoundError,
  ProgressError,
  type ProgressMessage,
  ProtocolError,
  ServerError,
} from '../../../src/api/index.ts'
import { type Answer, fakeEngine } from '../support/fake-engine.ts'
import { tarOf } from '../support/tar.ts'

const lines = (...messages: readonly object[]): string =>
  messages.map((message) => `${JSON.stringify(message)}\r\n`).join('')
const sends =
  (...messages: readonly object[]): Answer =>
  (_, response) =>
    response.end(lines(...messages))

const failed = { errorDetail: { code: 1, message: 'no space left' }, error: 'no space left' }

test('a failure inside a pull rejects with the reference and the words of the engine', async () => {
  await using fake = await fakeEngine(sends({ status: 'Pulling from library/redis', id: '7' }, failed))
  const error: unknown = await fake.engine.images.pull('redis:7').catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ImagePullError)
  expect(error).toMatchObject({ code: 'IMAGE_PULL', reference: 'redis:7', engineMessage: 'no space left' })
  expect(error).toMatchInlineSnapshot(
    '[ImagePullError: Image `redis:7` could not be pulled: no space left. Check the name, the registry and your credentials for it.]',
  )
})

test('a failure inside a push rejects', async () => {
  await using fake = await fakeEngine(sends({ status: 'The push refers to repository [r/app]' }, failed))
  await expect(fake.engine.images.push('r/app:1')).rejects.toThrowErrorMatchingInlineSnapshot(
    '[ImagePushError: Image `r/app:1` could not be pushed: no space left. Check that you may write to this repository.]',
  )
})

test('a failure inside a build rejects with the step and the last output', async () => {
  await using fake = await fakeEngine(
    sends(
      { stream: 'Step 1/2 : FROM x' },
      { stream: '\n' },
      { stream: 'Step 2/2 : RUN make\n' },
      { stream: 'cc: boom\n' },
      failed,
    ),
  )
  const error: unknown = await fake.engine.images.build(tarOf({}), { t: ['app:1'] }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(BuildError)
  expect(error).toMatchObject({ step: 'RUN make', output: ['cc: boom'] })
  expect(error).toMatchInlineSnapshot(`
    [BuildError: Image \`app:1\` could not be built at \`RUN make\`: no space left
    Last output:
      cc: boom]
  `)
})

test('a failure inside a load or an import rejects', async () => {
  await using fake = await fakeEngine(sends(failed))
  await expect(fake.engine.images.load(tarOf({}))).rejects.toMatchObject({ code: 'IMAGE_LOAD' })
  await expect(fake.engine.images.import(tarOf({}), { repo: 'app' })).rejects.toMatchObject({
    code: 'IMAGE_IMPORT',
    reference: 'app',
  })
  await expect(fake.engine.images.load(tarOf({}))).rejects.toThrow(ProgressError)
})

test('a failure in the older form alone rejects too', async () => {
  await using fake = await fakeEngine(sends({ error: 'unauthorized' }))
  await expect(fake.engine.images.pull('x')).rejects.toMatchObject({ engineMessage: 'unauthorized' })
})

test('a refusal by status is the same error as one inside the stream, with the status as its cause', async () => {
  await using fake = await fakeEngine((_, response) => response.writeHead(404).end('{"message":"manifest unknown"}'))
  const { images } = fake.engine
  await expect(images.pull('x')).rejects.toThrow(ImagePullError)
  await expect(images.push('x')).rejects.toThrow(ImagePushError)
  await expect(images.build(tarOf({}))).rejects.toThrow(BuildError)
  await expect(images.pull('x')).rejects.toMatchObject({
    engineMessage: 'manifest unknown',
    cause: expect.any(NotFoundError),
  })
})

test('messages arrive one by one and as the engine sent them', async () => {
  const sent: ProgressMessage[] = [
    { status: 'Downloading', id: 'abc', progressDetail: { current: 10, total: 20 } },
    { status: 'Pull complete', id: 'abc', progressDetail: {} },
  ]
  await using fake = await fakeEngine(sends(...sent))
  const seen: ProgressMessage[] = []
  await fake.engine.images.pull('x', { onProgress: (message) => seen.push(message) })
  expect(seen).toEqual(sent)
})

test('a message of megabytes is read whole', async () => {
  const text = 'x'.repeat(8_000_000)
  await using fake = await fakeEngine(sends({ stream: text }, { aux: { ID: 'sha256:1' } }))
  let length = 0
  const onProgress = ({ stream = '' }: ProgressMessage) => {
    length += stream.length
  }
  await expect(fake.engine.images.build(tarOf({}), { onProgress })).resolves.toEqual({ imageId: 'sha256:1' })
  expect(length).toBe(text.length)
})

const cut: Answer = (_, response) => {
  response.write(lines({ status: 'Pulling' }))
  setTimeout(() => response.destroy(), 5)
}

test('a connection cut within progress rejects in every operation that reports it', async () => {
  await using fake = await fakeEngine(cut)
  const { images } = fake.engine
  await expect(images.pull('x')).rejects.toThrow(EngineConnectionError)
  await expect(images.push('x')).rejects.toThrow(EngineConnectionError)
  await expect(images.build(tarOf({}))).rejects.toThrow(EngineConnectionError)
  await expect(images.load(tarOf({}))).rejects.toThrow(EngineConnectionError)
  await expect(images.import(tarOf({}))).rejects.toThrow(EngineConnectionError)
})

test('a connection cut within a message rejects', async () => {
  await using fake = await fakeEngine((_, response) => {
    response.write('{"status":"Pul')
    setTimeout(() => response.destroy(), 5)
  })
  await expect(fake.engine.images.pull('x')).rejects.toThrow(EngineConnectionError)
})

test('a stream that ends within a message rejects', async () => {
  await using fake = await fakeEngine((_, response) => response.end('{"status":"Pul'))
  await expect(fake.engine.images.pull('x')).rejects.toThrow(ProtocolError)
})

test('a build that ends without an image rejects', async () => {
  await using fake = await fakeEngine(sends({ stream: 'Step 1/1 : FROM x\n' }))
  await expect(fake.engine.images.build(tarOf({}))).rejects.toMatchObject({
    code: 'IMAGE_BUILD',
    engineMessage: 'the engine ended the build without naming an image',
  })
})

test('an engine that names the image in its last line only is understood', async () => {
  await using fake = await fakeEngine(
    sends({ stream: 'Successfully built pyyaml\n' }, { stream: 'Successfully built 2a28f0de4ddf\n' }),
  )
  await expect(fake.engine.images.build(tarOf({}))).resolves.toEqual({ imageId: '2a28f0de4ddf' })
})

test('what the progress callback throws ends the operation and the connection', async () => {
  const left = new EventEmitter()
  const closed = once(left, 'closed')
  await using fake = await fakeEngine((request, response) => {
    request.socket.once('close', () => left.emit('closed'))
    response.write(lines({ status: 'Pulling' }))
  })
  const onProgress = () => {
    throw new RangeError('enough')
  }
  await expect(fake.engine.images.pull('x', { onProgress })).rejects.toThrow(RangeError)
  await closed
})

test('credentials travel in a padded header and in no error', async () => {
  const auth = { username: 'jane', password: 'pässword>>>???', serveraddress: 'r.example' }
  const headers: unknown[] = []
  await using fake = await fakeEngine((request, response) => {
    headers.push(request.headers['x-registry-auth'] ?? request.headers['x-registry-config'])
    response.writeHead(500).end('{"message":"denied"}')
  })
  const { images, system } = fake.engine
  const errors: unknown[] = []
  for (const call of [
    () => images.pull('r.example/app', { auth }),
    () => images.push('r.example/app', { auth }),
    () => images.build(tarOf({}), { registryAuth: { 'r.example': auth }, buildargs: { TOKEN: 'pässword>>>???' } }),
    () => system.auth(auth),
  ]) {
    errors.push(await call().catch((reason: unknown) => reason))
  }
  for (const error of errors) {
    expect(error).toBeInstanceOf(Error)
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('pässword')
  }
  const [pull, push, build] = headers.map(String)
  const encoded = Buffer.from(JSON.stringify(auth)).toString('base64')
  expect(encoded).toMatch(/[+/].*=$/)
  expect(pull).toBe(encoded.replaceAll('+', '-').replaceAll('/', '_'))
  expect(push).toBe(pull)
  expect(JSON.parse(Buffer.from(String(build), 'base64url').toString())).toEqual({ 'r.example': auth })
})

test('a push without credentials says so, because old engines insist on the header', async () => {
  await using fake = await fakeEngine((request, response) =>
    response.end(lines({ status: String(request.headers['x-registry-auth']) })),
  )
  const seen: unknown[] = []
  await fake.engine.images.push('x', { onProgress: ({ status }) => seen.push(status) })
  expect(seen).toEqual(['e30='])
})

test.each([
  ['redis', '?fromImage=redis%3Alatest'],
  ['redis:7', '?fromImage=redis%3A7'],
  ['127.0.0.1:5000/a/redis', '?fromImage=127.0.0.1%3A5000%2Fa%2Fredis%3Alatest'],
  ['redis@sha256:00', '?fromImage=redis%40sha256%3A00'],
  ['redis:7@sha256:00', '?fromImage=redis%3A7%40sha256%3A00'],
])('a pull of `%s` asks for one image', async (reference, expected) => {
  let url: string | undefined
  await using fake = await fakeEngine((request, response) => {
    url ??= request.url
    response.end()
  })
  await fake.engine.images.pull(reference)
  expect(url).toBe(`/v1.41/images/create${expected}`)
})

test.each([
  ['127.0.0.1:5000/app:1', undefined, '/images/127.0.0.1:5000/app/push?tag=1'],
  ['127.0.0.1:5000/app', undefined, '/images/127.0.0.1:5000/app/push'],
  ['app:1', '2', '/images/app/push?tag=2'],
])('a push of `%s` with tag %s takes the tag off the name', async (name, tag, expected) => {
  let url: string | undefined
  await using fake = await fakeEngine((request, response) => {
    url ??= request.url
    response.end()
  })
  await fake.engine.images.push(name, { tag })
  expect(url).toBe(`/v1.41${expected}`)
})

test('the options of a build travel as the engine wants them', async () => {
  let url = ''
  await using fake = await fakeEngine((request, response) => {
    url = request.url ?? ''
    request.resume().once('end', () => response.end(lines({ aux: { ID: 'sha256:1' } })))
  })
  await fake.engine.images.build(tarOf({}), {
    t: ['a:1', 'b'],
    buildargs: { A: 'x=y&z' },
    labels: { l: '1' },
    cachefrom: ['c'],
    extrahosts: ['h:1.2.3.4', 'i:5.6.7.8'],
    nocache: true,
    pull: false,
    target: 'final',
    networkmode: 'host',
    platform: 'linux/amd64',
  })
  const { searchParams } = new URL(url, 'http://docker')
  expect([...searchParams].map(([key, value]) => `${key}=${value}`).sort()).toMatchInlineSnapshot(`
    [
      "buildargs={"A":"x=y&z"}",
      "cachefrom=["c"]",
      "extrahosts=h:1.2.3.4",
      "extrahosts=i:5.6.7.8",
      "forcerm=true",
      "labels={"l":"1"}",
      "networkmode=host",
      "nocache=true",
      "platform=linux/amd64",
      "pull=false",
      "rm=true",
      "t=a:1",
      "t=b",
      "target=final",
    ]
  `)
})

test('a 5xx answer to a pull keeps the status for those who look', async () => {
  await using fake = await fakeEngine((_, response) => response.writeHead(503).end('{"message":"busy"}'))
  await expect(fake.engine.images.pull('x')).rejects.toMatchObject({ cause: expect.any(ServerError) })
})
