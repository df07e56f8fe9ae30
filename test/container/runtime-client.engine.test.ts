import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { NotFoundError } from '../../src/api/index.ts'
import { BoundPorts, GenericContainer, getContainerRuntimeClient, ImageName, Network } from '../../src/index.ts'
import { owned } from '../api/support/resources.ts'
import { tarOf } from '../api/support/tar.ts'
import { BUSYBOX, idle, inside } from './idle.ts'

test('the client says what it knows of this machine and of the engine', async () => {
  const { info, engine } = await getContainerRuntimeClient()
  const { ServerVersion, NCPU, MemTotal, OSType } = await engine.system.info()
  expect(info.node).toEqual({ version: process.version, architecture: process.arch, platform: process.platform })
  expect(info.containerRuntime).toMatchObject({
    serverVersion: Number.parseInt(ServerVersion, 10),
    cpus: NCPU,
    memory: MemTotal,
    operatingSystemType: OSType,
  })
  vi.stubEnv('TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE', '/run/other.sock')
  expect((await getContainerRuntimeClient()).info.containerRuntime.remoteSocketPath).toBe('/run/other.sock')
  vi.unstubAllEnvs()
})

test('a container is created, found by its label, used and removed', async () => {
  const { container: client } = await getContainerRuntimeClient()
  const value = `runtime-client-${process.pid}`
  const created = await client.create({
    Image: BUSYBOX,
    Cmd: ['sh', '-c', 'echo hello; exec sleep infinity'],
    Labels: { 'slipway-test': value },
    name: value,
  })
  await using _ = owned({}, () => client.remove(created))
  expect(await client.fetchByLabel('slipway-test', value)).toBeUndefined()
  expect(await client.fetchByLabel('slipway-test', value, { status: ['created'] })).toEqual(created)
  await client.start(created)
  expect(await client.fetchByLabel('slipway-test', value)).toEqual(client.getById(created.id))
  expect((await client.inspect(created)).Name).toBe(`/${value}`)
  expect((await client.list()).map(({ Id }) => Id)).toContain(created.id)
  expect(await client.exec(created, ['echo', 'hi'])).toMatchObject({ stdout: 'hi\n', exitCode: 0 })
  const events = await client.events(created, ['die', 'destroy'])
  const attached = await client.attach(created)
  await client.stop(created)
  expect(await text(attached)).toBe('')
  expect(await text(await client.logs(created))).toBe('hello\n')
  for await (const event of events) {
    expect(event).toMatchObject({ Action: 'die' })
    break
  }
  await client.restart(created)
  await client.remove(created, { removeVolumes: true })
  await expect(client.inspect(created)).rejects.toThrow(NotFoundError)
})

test('archives go in and out, and a commit keeps what they brought', async () => {
  await using container = await idle().start()
  const { container: client, engine } = await getContainerRuntimeClient()
  const handle = client.getById(container.getId())
  await client.putArchive(handle, tarOf({ file: 'from an archive' }), '/tmp')
  expect(await text(await client.fetchArchive(handle, '/tmp/file'))).toContain('from an archive')
  const image = await client.commit(handle, { repo: 'localhost/slipway-runtime', tag: String(process.pid) })
  await using _ = owned({}, () => engine.images.remove(image, { force: true }))
  await using copy = await new GenericContainer(image).start()
  expect(await inside(copy, 'cat /tmp/file')).toBe('from an archive')
})

test('images are asked for by their names', async () => {
  const { image } = await getContainerRuntimeClient()
  await image.pull(ImageName.fromString(BUSYBOX))
  expect(await image.exists(ImageName.fromString(BUSYBOX))).toBe(true)
  expect(await image.exists(ImageName.fromString('localhost/none'))).toBe(false)
  expect((await image.inspect(ImageName.fromString(BUSYBOX))).Id).toMatch(/^sha256:/)
})

test('networks are created, joined and removed', async () => {
  const { container: containers, network: client } = await getContainerRuntimeClient()
  const network = await client.create({ Name: `slipway-runtime-${process.pid}` })
  await using _ = owned({}, () => client.remove(network))
  await using other = await new Network().start()
  await using container = await idle().withNetwork(other).start()
  const handle = containers.getById(container.getId())
  await containers.connectToNetwork(handle, client.getById(network.id), ['again'])
  expect((await containers.inspect(handle)).NetworkSettings.Networks).toHaveProperty(`slipway-runtime-${process.pid}`)
  expect(await inside(container, 'nslookup again')).toContain('again')
})

test('hooks get the engine’s answer, and the short forms beside it', async () => {
  const seen: unknown[] = []
  class Custom extends GenericContainer {
    protected override async containerStarting(
      ...[inspected]: Parameters<NonNullable<GenericContainer['containerStarting']>>
    ) {
      const { containerRuntime } = (await getContainerRuntimeClient()).info
      const { name, Name, hostname, state, labels, healthCheckStatus, networkSettings } = inspected
      seen.push(name === Name, hostname, state.running, state.finishedAt, labels.a, healthCheckStatus)
      seen.push(Object.values(networkSettings).map(({ ipAddress }) => ipAddress.split('.').length))
      seen.push(BoundPorts.fromInspectResult(containerRuntime.hostIps, inspected).getBinding(80))
    }
  }
  await using container = await new Custom(BUSYBOX)
    .withCommand(['httpd', '-f', '-p', '80'])
    .withHostname('box')
    .withLabels({ a: '1' })
    .withExposedPorts(80)
    .start()
  expect(seen).toEqual([true, 'box', true, undefined, '1', 'none', [4], container.getMappedPort(80)])
})
