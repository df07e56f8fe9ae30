// Page "Advanced": the client underneath.
import { type ContainerRuntimeClient, getContainerRuntimeClient, ImageName } from 'testcontainers'

const client: ContainerRuntimeClient = await getContainerRuntimeClient()

const { node, containerRuntime } = client.info
const words: string[] = [
  ...[node.version, node.architecture, node.platform],
  ...[containerRuntime.host, containerRuntime.remoteSocketPath, containerRuntime.indexServerAddress],
  ...[containerRuntime.operatingSystem, containerRuntime.operatingSystemType, containerRuntime.architecture],
  ...[...containerRuntime.runtimes, ...containerRuntime.labels],
  ...containerRuntime.hostIps.map(({ address, family }) => `${address} ${family.toFixed(0)}`),
]
const numbers: number[] = [containerRuntime.serverVersion, containerRuntime.cpus, containerRuntime.memory]
console.log(words, numbers)

const image = ImageName.fromString('ghcr.io/owner/app:1')
const parts: (string | undefined)[] = [image.registry, image.image, image.tag, image.digest, image.string]
await client.image.pull(image)
await client.image.pull(image, { force: true, platform: 'linux/arm64' })
const isThere: boolean = await client.image.exists(new ImageName(undefined, 'busybox', '1'))
const { Id: imageId } = await client.image.inspect(image)
console.log(parts, image.equals(ImageName.fromString('busybox')), isThere, imageId)

const container = await client.container.create({
  Image: 'busybox:1',
  name: 'made-by-hand',
  Cmd: ['sleep', '100'],
  Env: ['LEVEL=debug'],
  Labels: { team: 'payments' },
  ExposedPorts: { '80/tcp': {} },
  HostConfig: { Binds: ['/srv:/srv:ro'], PortBindings: { '80/tcp': [{ HostPort: '0' }] } },
})
await client.container.start(container)
const { State, Name } = await client.container.inspect(container)
const { exitCode } = await client.container.exec(container, ['true'], { user: 'nobody' })
const imageOfIt: string = await client.container.commit(container, { repo: 'by-hand', tag: '1' })
const lines: NodeJS.ReadableStream = await client.container.logs(container, { follow: false, stdout: true, tail: 5 })
const events: NodeJS.ReadableStream = await client.container.events(container, ['die'])
console.log(container.id, State.Running, Name, exitCode, imageOfIt, lines.readable, events.readable)
await client.container.attach(container)
await client.container.restart(container, { timeout: 1_000 })
await client.container.stop(container, { timeout: 1_000 })
for await (const chunk of await client.container.fetchArchive(container, '/etc/hosts')) process.stdout.write(chunk)
const labelled = await client.container.fetchByLabel('team', 'payments', { status: ['running', 'exited'] })
console.log(labelled?.id, (await client.container.list()).length, client.container.getById(container.id))

const network = await client.network.create({ Name: 'by-hand', Internal: true })
await client.container.connectToNetwork(container, network, ['made'])
await client.container.remove(container, { removeVolumes: true })
await client.network.remove(client.network.getById(network.id))
