import { text } from 'node:stream/consumers'
import { Client } from 'minio'
import { expect, expectTypeOf, test } from 'vitest'
import { ImagePullError } from '../../src/api/index.ts'
import { InvalidArgumentError } from '../../src/events/error.ts'
import { connect, StartupError } from '../../src/index.ts'
import { MinioContainer, type StartedMinioContainer } from '../../src/modules/minio.ts'
import { failureOf } from './failure-of.ts'
import { heldPort } from './held-port.ts'
import { expectNothingLeft } from './nothing-left.ts'

const IMAGE = 'minio/minio:latest'

test('an object that was put is listed and read back', async () => {
  // #region example
  await using minio = await new MinioContainer('minio/minio:latest').start()
  const client = new Client({
    endPoint: minio.getHost(),
    port: minio.getPort(),
    useSSL: false,
    accessKey: minio.getUsername(),
    secretKey: minio.getPassword(),
  })
  await client.makeBucket('harbour')
  await client.putObject('harbour', 'boats/slipway.txt', 'afloat')
  const object = await client.getObject('harbour', 'boats/slipway.txt')
  // #endregion
  expect(await text(object)).toBe('afloat')
  expect(await namesIn(client, 'harbour')).toEqual(['boats/slipway.txt'])
  expect([minio.getUsername(), minio.getPassword()]).toEqual(['minioadmin', 'minioadmin'])
  expect(minio.getPort()).toBe(minio.getMappedPort(9000))
  expect(minio.getUiPort()).toBe(minio.getMappedPort(9001))
  expect(minio.getConnectionUrl()).toBe(`http://${minio.getHost()}:${minio.getPort()}`)
  expect((await fetch(`http://${minio.getHost()}:${minio.getUiPort()}`)).status).toBe(200)

  await minio.restart()
  expect(await namesIn(clientOf(minio), 'harbour')).toEqual(['boats/slipway.txt'])
})

test('user and password are those that were set, and no others are let in', async () => {
  await using minio = await new MinioContainer(IMAGE).withUsername('us@er').withPassword('p@ss:w/ord#%').start()
  expect(await clientOf(minio).listBuckets()).toEqual([])
  await expect(clientOf(minio, 'p@ss:w/ord').listBuckets()).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' })
})

test('two starts of one builder, side by side, give two stores that share nothing', async () => {
  const builder = new MinioContainer(IMAGE)
  const starts = [builder.start(), builder.withPassword('another secret').start()] as const
  await using first = await starts[0]
  await using second = await starts[1]
  expect(first.getPort()).not.toBe(second.getPort())
  await clientOf(first).makeBucket('harbour')
  expect(await clientOf(first).bucketExists('harbour')).toBe(true)
  expect(await clientOf(second).bucketExists('harbour')).toBe(false)
})

test('an image of any name will do', async () => {
  const name = `example/s3:${process.pid}`
  await using docker = await connect()
  await docker.engine.images.tag(IMAGE, { repo: 'example/s3', tag: String(process.pid) })
  try {
    await using minio = await new MinioContainer(name).start()
    expect(await clientOf(minio).listBuckets()).toEqual([])
  } finally {
    await docker.engine.images.remove(name)
  }
})

test('the first request is served as soon as start resolves, on a busy machine too', async () => {
  const builder = new MinioContainer(IMAGE)
  const statuses = await Promise.all(
    Array.from({ length: 4 }, async () => {
      await using minio = await builder.start()
      return (await fetch(`${minio.getConnectionUrl()}/harbour`)).status
    }),
  )
  // Known, and not allowed without a signature; a server that is not initialised answers 503.
  expect(statuses).toEqual([403, 403, 403, 403])
})

test('credentials that the server would refuse are refused before anything is created', async () => {
  expect(
    await failureOf(new MinioContainer(IMAGE).withUsername('ab').start(), InvalidArgumentError),
  ).toMatchInlineSnapshot(
    `[InvalidArgumentError: The MinIO user \`ab\` is too short: it needs 3 characters or more. Set withUsername().]`,
  )
  expect(
    await failureOf(new MinioContainer(IMAGE).withPassword('1234567').start(), InvalidArgumentError),
  ).toMatchInlineSnapshot(
    `[InvalidArgumentError: The MinIO password is too short: it needs 8 characters or more. Set withPassword().]`,
  )
  await expectNothingLeft()
})

test('an image that is not to be had is named, and nothing is left behind', async () => {
  // Nothing listens on port 1: the answer comes at once, with or without a network.
  const failure = await failureOf(new MinioContainer('localhost:1/no/such:1').start(), ImagePullError)
  expect(failure.message).toMatch(/^Image `localhost:1\/no\/such:1` could not be pulled: .+connection refused\. /)
  await expectNothingLeft()
})

test('a host port that is taken is named, and nothing is left behind', async () => {
  await using taken = await heldPort()
  const start = new MinioContainer(IMAGE).withExposedPorts({ container: 9000, host: taken.port }).start()
  const failure = await failureOf(start, StartupError)
  expect(failure.reason).toBe('refused')
  expect(failure.message).toMatch(new RegExp(`:${taken.port}.*(address already in use|already allocated)`))
  await expectNothingLeft()
})

test('an image that is no object store fails the start at once, with what it said', async () => {
  const failure = await failureOf(
    new MinioContainer('busybox:latest').withCommand(['ls', '/none']).start(),
    StartupError,
  )
  expect(
    failure.message
      .replace(failure.containerId.slice(0, 12), '<id>')
      .replace(/[\d.]+ m?s/, '<time>')
      .replace(/; last saw: .*/, '.'),
  ).toMatchInlineSnapshot(`
    "Container \`busybox:latest\` (<id>) did not become ready: it exited with code 1 after <time>.
    Waited for GET /minio/health/cluster on port 9000/tcp to answer with status 2xx.
    Last log lines:
      ls: /none: No such file or directory"
  `)
  expect(failure).toMatchObject({ reason: 'exited', exitCode: 1 })
  await expectNothingLeft()
})

test('setters keep the type, and start gives an object store', () => {
  const builder = new MinioContainer(IMAGE).withUsername('abc').withExposedPorts(9000).withPassword('12345678')
  expectTypeOf(builder).toEqualTypeOf<MinioContainer>()
  expectTypeOf(builder.start).returns.resolves.toEqualTypeOf<StartedMinioContainer>()
})

const clientOf = (minio: StartedMinioContainer, secretKey = minio.getPassword()): Client =>
  new Client({
    endPoint: minio.getHost(),
    port: minio.getPort(),
    useSSL: false,
    accessKey: minio.getUsername(),
    secretKey,
  })

const namesIn = async (client: Client, bucket: string): Promise<unknown[]> => {
  const names = []
  for await (const { name } of client.listObjects(bucket, '', true)) names.push(name)
  return names
}
