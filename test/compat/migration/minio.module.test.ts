import { text } from 'node:stream/consumers'
import { MinioContainer, type StartedMinioContainer } from '@testcontainers/minio'
import { Client } from 'minio'
import { GenericContainer, getContainerRuntimeClient, Network, PullPolicy, Wait } from 'testcontainers'
import { expect, test } from 'vitest'

const IMAGE = 'minio/minio'

const clientOf = (store: StartedMinioContainer) =>
  new Client({
    endPoint: store.getHost(),
    port: store.getPort(),
    useSSL: false,
    accessKey: store.getUsername(),
    secretKey: store.getPassword(),
  })

test('parcels are stored, over a restart too', async () => {
  await using store = await new MinioContainer(IMAGE).start()
  const client = clientOf(store)
  await client.makeBucket('parcels')
  await client.putObject('parcels', '1.txt', 'one parcel')

  await store.restart()

  const again = clientOf(store)
  expect(await again.bucketExists('parcels')).toBe(true)
  expect(await text(await again.getObject('parcels', '1.txt'))).toBe('one parcel')
  expect(store.getConnectionUrl()).toBe(`http://${store.getHost()}:${store.getMappedPort(9000)}`)
  expect((await fetch(`http://${store.getHost()}:${store.getUiPort()}`)).ok).toBe(true)
})

test('other credentials, a file that is there before the start, and a neighbour who asks by name', async () => {
  await using network = await new Network().start()
  await using store = await new MinioContainer(IMAGE)
    .withUsername('warehouse')
    .withPassword('warehouse-secret')
    .withNetwork(network)
    .withNetworkAliases('store')
    .withPullPolicy(PullPolicy.defaultPolicy())
    .withEnvironment({ MINIO_SITE_NAME: 'north' })
    .withCopyContentToContainer([{ content: Buffer.from('seed'), target: '/seed/note.txt', mode: 0o640 }])
    .withWaitStrategy(
      Wait.forHttp('/minio/health/live', 9000)
        .forStatusCodeMatching((status) => status === 200)
        .withHeaders({ Accept: 'text/plain' })
        .withReadTimeout(2_000),
    )
    .start()
  await using neighbour = await new GenericContainer('busybox')
    .withCommand(['sleep', 'infinity'])
    .withNetwork(network)
    .start()

  const asked = await neighbour.exec(['wget', '-qO-', 'http://store:9000/minio/health/live'])
  expect(asked.exitCode).toBe(0)
  await clientOf(store).makeBucket('crates')
  await expect(
    new Client({ endPoint: store.getHost(), port: store.getPort(), useSSL: false }).listBuckets(),
  ).rejects.toThrow()

  // Its files, as archives: those that were put there, and those that it made.
  await store.copyContentToContainer([{ content: 'later', target: '/seed/later.txt' }])
  const archive = await text(await store.copyArchiveFromContainer('/seed'))
  expect(archive).toContain('seed/note.txt')
  expect(archive).toContain('seed/later.txt')
})

test('a stopped store can be looked at until it is removed', async () => {
  const store = await new MinioContainer(IMAGE).withAutoRemove(false).start()
  await clientOf(store).makeBucket('letters')
  const stopped = await store.stop({ timeout: 5_000, removeVolumes: false })
  try {
    expect(stopped.getId()).toBe(store.getId())
    expect(await text(await stopped.copyArchiveFromContainer('/data'))).toContain('data/letters')
  } finally {
    const { container } = await getContainerRuntimeClient()
    await container.remove(container.getById(stopped.getId()), { removeVolumes: true })
  }
})
