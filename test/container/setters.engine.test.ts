import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GenericContainer, Network, PullPolicy, Volume } from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { engineTraits } from '../api/support/engine-traits.ts'
import { owned } from '../api/support/resources.ts'
import { registryImage } from '../run/registry-image.ts'
import { BUSYBOX, idle, inside } from './idle.ts'

const traits = await engineTraits()

const inspect = async (id: string) => (await defaultEngine()).containers.inspect(id)

test('command and entry point are what runs', async () => {
  await using container = await new GenericContainer(BUSYBOX).withEntrypoint(['sleep']).withCommand(['1000']).start()
  expect(await inspect(container.getId())).toMatchObject({ Path: 'sleep', Args: ['1000'] })
})

test('environment variables add up by name, and later values win', async () => {
  await using container = await idle().withEnvironment({ A: '1', B: 'x=y z' }).withEnvironment({ A: '2' }).start()
  expect(await inside(container, 'echo "$A|$B"')).toBe('2|x=y z')
})

test('user, working directory and host name hold inside', async () => {
  await using container = await idle().withUser('65534:65534').withWorkingDir('/tmp').withHostname('box').start()
  expect(await inside(container, 'id -u; id -g; pwd; hostname')).toBe('65534\n65534\n/tmp\nbox')
  expect(container.getHostname()).toBe('box')
})

test('labels add up, and the name is the one asked for', async () => {
  const name = `slipway-test-${process.pid}`
  await using container = await idle().withName(name).withLabels({ a: '1' }).withLabels({ b: 'x "y" é' }).start()
  expect(container.getName()).toBe(name)
  expect(container.getLabels()).toMatchObject({ a: '1', b: 'x "y" é' })
})

test('a tmpfs is memory, and two of them are two', async () => {
  await using container = await idle().withTmpFs({ '/one': 'rw,size=64k' }).withTmpFs({ '/two': 'rw' }).start()
  expect(await inside(container, "mount | grep -E ' /(one|two) ' | wc -l")).toBe('2')
})

test('bind mounts add up, and a read-only one cannot be written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  try {
    await writeFile(join(folder, 'file'), 'from the host')
    await using container = await idle()
      .withBindMounts([{ source: folder, target: '/ro', mode: 'ro' }])
      .withBindMounts([{ source: folder, target: '/rw' }])
      .start()
    expect(
      await inside(container, 'cat /ro/file; touch /ro/new 2>/dev/null || echo -n " no"; touch /rw/new && echo " yes"'),
    ).toBe('from the host no yes')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('exposed ports are published: tcp, udp, and one of the user’s choice', async () => {
  const host = 20_000 + (process.pid % 10_000)
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['sh', '-c', 'httpd -p 8080 -h /tmp; exec httpd -f -p 8081 -h /tmp'])
    .withExposedPorts(8080, '9999/udp', { container: 8081, host })
    .start()
  expect(container.getMappedPort(8081)).toBe(host)
  expect(container.getMappedPort('8081/tcp')).toBe(host)
  expect(container.getFirstMappedPort()).toBe(container.getMappedPort(8080))
  expect(container.getMappedPort(9999, 'udp')).toBe(container.getMappedPort('9999/udp'))
  expect((await fetch(`http://${container.getHost()}:${host}/none`)).status).toBe(404)
})

test('a port that is not published is named with those that are', async () => {
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['httpd', '-f', '-p', '80'])
    .withExposedPorts(80)
    .start()
  const id = container.getId().slice(0, 12)
  expect(() => container.getMappedPort(3306)).toThrow(
    `Port 3306/tcp is not published by \`busybox:latest\` (${id}). Published: 80/tcp. Add withExposedPorts(3306).`,
  )
})

test('containers in a network find each other by alias', async () => {
  await using network = await new Network().start()
  await using server = await idle().withNetwork(network).withNetworkAliases('web', 'www').start()
  await using client = await idle().withNetwork(network).start()
  const address = server.getIpAddress(network.getName())
  expect(await inside(client, 'nslookup web; nslookup www')).toContain(address)
  expect(server.getNetworkNames()).toEqual([network.getName()])
  // Podman 4 has the name in this place.
  const id = traits.pick({ docker: network.getId(), podman: network.getId(), podman4: network.getName() })
  expect(server.getNetworkId(network.getName())).toBe(id)
})

test('extra hosts are lines of /etc/hosts', async () => {
  await using container = await idle()
    .withExtraHosts([{ host: 'db', ipAddress: '192.0.2.7' }])
    .start()
  expect(await inside(container, 'grep -w db /etc/hosts')).toBe('192.0.2.7\tdb')
})

test('limits, capabilities and security options reach the engine', async () => {
  await using container = await idle()
    // Podman 4 raises the limit that is not named, which not every machine allows.
    .withUlimits({ nofile: { soft: 512, hard: 1024 }, nproc: { soft: 512, hard: 1024 } })
    .withSharedMemorySize(8 << 20)
    .withAddedCapabilities('NET_ADMIN')
    .withDroppedCapabilities('CHOWN')
    .withSecurityOpt('no-new-privileges')
    .withIpcMode('private')
    .withResourcesQuota({ memory: 0.0625 })
    .withResourcesQuota({ cpu: 0.5 })
    .start()
  // The hard limit: some versions of runc now and then start a command with the soft one raised to it.
  expect(await inside(container, 'ulimit -Hn; df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2')).toBe('1024\n8192')
  expect((await inspect(container.getId())).HostConfig).toMatchObject({
    Ulimits: expect.arrayContaining([expect.objectContaining({ Soft: 512, Hard: 1024 })]),
    CapAdd: ['NET_ADMIN'],
    CapDrop: traits.pick({ docker: ['CHOWN'], podman: expect.arrayContaining(['CHOWN']) }),
    SecurityOpt: ['no-new-privileges'],
    IpcMode: traits.pick({ docker: 'private', podman: 'private', podman4: 'shareable' }),
    Memory: 64 << 20,
    NanoCpus: 500_000_000,
  })
})

test('a privileged container is one for the engine, whether or not this machine may run it', async () => {
  let privileged: boolean | undefined
  class Privileged extends GenericContainer {
    protected override async containerCreated(id: string) {
      privileged = (await inspect(id)).HostConfig.Privileged
    }
  }
  const starting = new Privileged(BUSYBOX).withCommand(['sleep', 'infinity']).withPrivilegedMode().start()
  const refused = await starting.then(
    (container) => container.stop().then(() => ''),
    (error: Error) => error.message,
  )
  expect(refused).toMatch(/^$|could not start it/)
  expect(privileged).toBe(true)
})

test('the log driver is one whose log can be read', async () => {
  await using container = await idle().withDefaultLogDriver().start()
  const { Type } = (await inspect(container.getId())).HostConfig.LogConfig
  expect(Type).toMatch(traits.pick({ docker: /^json-file$/, podman: /^(json|k8s)-file$/ }))
})

test('the platform of the engine runs, and another one is asked of the registry', async () => {
  const { Architecture, Os } = await (await defaultEngine()).images.inspect(BUSYBOX)
  await using container = await idle().withPlatform(`${Os}/${Architecture}`).start()
  expect(await inside(container, 'echo runs')).toBe('runs')
  const other = idle().withPlatform(`${Os}/s390x`).withPullPolicy(PullPolicy.neverPull())
  // Podman 4 takes what it has.
  if (traits.pick({ docker: false, podman: false, podman4: true })) await (await other.start()).stop()
  else
    await expect(other.start()).rejects.toMatchObject({
      code: expect.stringMatching(/^(IMAGE_PULL|ENGINE_NOT_FOUND)$/),
    })
})

test('copies belong to the user of the container, and replace no folder, when asked to', async () => {
  const copy = () =>
    idle()
      .withUser('65534')
      .withCopyContentToContainer([{ content: '', target: '/file' }])
  await using plain = await copy().start()
  await using owned = await copy().withCopyToContainerOptions({ copyUIDGID: true }).start()
  expect(await inside(plain, 'stat -c %u /file')).toBe('0')
  expect(await inside(owned, 'stat -c %u /file')).toBe('65534')
  const over = idle().withCopyContentToContainer([{ content: '', target: '/tmp' }])
  await using replaced = await over.start()
  expect(await inside(replaced, 'test -f /tmp && echo file')).toBe('file')
  await expect(over.withCopyToContainerOptions({ noOverwriteDirNonDir: true }).start()).rejects.toThrow(
    traits.pick({ docker: /overwrite/, podman: /bulk transfer/ }),
  )
})

test('a health check of the user is run by the engine and waited for', async () => {
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['sh', '-c', 'sleep 0.3; touch /ready; exec sleep infinity'])
    .withHealthCheck({ test: ['CMD-SHELL', 'test -f /ready'], interval: 100, timeout: 1000, retries: 50 })
    .start()
  expect((await inspect(container.getId())).State.Health?.Status).toBe('healthy')
})

test('a container is in all of its networks, with aliases and addresses of its own in each', async () => {
  const engine = await defaultEngine()
  const octet = 16 + (process.pid % 200)
  await using front = await new Network().start()
  const name = `slipway-static-${process.pid}`
  const { Id } = await engine.networks.create({
    Name: name,
    IPAM: { Config: [{ Subnet: `10.213.${octet}.0/24` }] },
  })
  await using _ = owned({}, () => engine.networks.remove(Id))
  const back = { getName: () => name }
  await using server = await idle()
    .withNetwork(front, { aliases: ['web'] })
    .withNetwork(back, { aliases: ['db'], ipv4Address: `10.213.${octet}.77` })
    .withNetworkAliases('both')
    .withNetwork(front, { aliases: ['www'] })
    .start()
  expect(new Set(server.getNetworkNames())).toEqual(new Set([front.getName(), name]))
  expect(server.getIpAddress(name)).toBe(`10.213.${octet}.77`)
  await using inFront = await idle().withNetwork(front).start()
  await using inBack = await idle().withNetwork(back).start()
  expect(await inside(inFront, 'nslookup web; nslookup www; nslookup both')).toContain(
    server.getIpAddress(front.getName()),
  )
  expect(await inside(inBack, 'nslookup db; nslookup both')).toContain(server.getIpAddress(name))
  expect(await inside(inBack, 'nslookup web >/dev/null 2>&1 || echo unknown')).toBe('unknown')
  await Promise.all([server.stop(), inBack.stop()])
})

test('a network mode takes the place of the networks, and a network that of the mode', async () => {
  await using network = await new Network().start()
  await using none = await idle().withNetwork(network).withNetworkMode('none').start()
  expect(none.getNetworkNames()).toEqual(traits.pick({ docker: ['none'], podman: ['none'], podman4: [] }))
  await using joined = await idle().withNetworkMode('none').withNetwork(network).start()
  expect(joined.getNetworkNames()).toEqual([network.getName()])
})

test('volumes are mounted by their handle or name, read-only when asked to, and filled from the image unless told otherwise', async () => {
  await using volume = await new Volume().start()
  await using empty = await new Volume().start()
  await using container = await idle()
    .withVolume(volume, '/etc')
    .withVolume(volume.getName(), '/ro', { readOnly: true })
    .withVolume(empty, '/bin-empty')
    .withVolume(empty, '/var', { noCopy: true })
    .start()
  expect(await inside(container, 'cmp /etc/group /ro/group && echo same; touch /ro/x 2>/dev/null || echo no')).toBe(
    'same\nno',
  )
  // Podman fills it all the same.
  if (!(await engineTraits()).isPodman)
    expect(await inside(container, 'ls /var /bin-empty')).toBe('/bin-empty:\n\n/var:')
  await container.stop()
})

test('the files of an image are mounted where the engine can, and it says so where it cannot', async () => {
  const builder = idle().withImageMount(BUSYBOX, '/image', { subpath: 'bin' })
  if ((await engineTraits()).speaks('1.48')) {
    await using container = await builder.start()
    expect(await inside(container, 'cmp /bin/busybox /image/busybox && echo same')).toBe('same')
    await container.stop()
    const { full } = await registryImage()
    await using pulled = await idle().withImageMount(full, '/image').start()
    expect(await inside(pulled, 'cmp /bin/busybox /image/bin/busybox && echo same')).toBe('same')
    await pulled.stop()
  } else {
    await expect(builder.start()).rejects.toMatchObject({
      code: 'ENGINE_UNSUPPORTED',
      message: expect.stringContaining('`Mount of type image` needs API 1.48'),
    })
  }
})

test('engine options are what no setter is there for, in the order in which they were given', async () => {
  await using container = await idle()
    .withLabels({ a: '1' })
    .withSharedMemorySize(8 << 20)
    .withEngineOptions({
      WorkingDir: '/tmp',
      Labels: { b: '2' },
      HostConfig: { Sysctls: { 'net.core.somaxconn': '333' } },
    })
    .withEngineOptions((request) => ({ ...request, HostConfig: { ...request.HostConfig, Init: true, PidsLimit: 77 } }))
    .start()
  expect(container.getLabels()).toMatchObject({ a: '1', b: '2' })
  expect(await inside(container, 'cat /proc/sys/net/core/somaxconn; pwd; cat /proc/1/comm')).toMatch(
    /^333\n\/tmp\n.*init/,
  )
  expect((await inspect(container.getId())).HostConfig).toMatchObject({ ShmSize: 8 << 20, PidsLimit: 77, Init: true })
})
