import { expect, test } from 'vitest'
import { NotFoundError } from '../../src/api/index.ts'
import { AbstractStartedContainer, GenericContainer, Wait } from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { BUSYBOX, idle, inside } from './idle.ts'

const stateOf = async (id: string) => (await (await defaultEngine()).containers.inspect(id)).State

test('a container is frozen, and goes on', async () => {
  await using container = await idle().start()
  await container.pause()
  expect((await stateOf(container.getId())).Status).toBe('paused')
  await container.unpause()
  expect((await stateOf(container.getId())).Status).toBe('running')
})

test('a signal reaches the main process, and its exit code is told', async () => {
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['sh', '-c', 'trap "exit 7" USR1; echo trapping; while :; do sleep 0.05; done'])
    .withWaitStrategy(Wait.forLogMessage('trapping'))
    .start()
  const exit = container.waitForExit()
  await container.kill('SIGUSR1')
  expect(await exit).toBe(7)
  expect(await container.waitForExit()).toBe(7)
})

test('killed without a signal’s name, a container ends at once and stays', async () => {
  await using container = await idle().start()
  await container.kill()
  expect(await container.waitForExit()).toBe(137)
  expect((await stateOf(container.getId())).Status).toBe('exited')
})

test('the wait for the exit ends by a signal', async () => {
  await using container = await idle().start()
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(container.waitForExit({ signal })).rejects.toThrow('enough')
})

test('what it uses is told', async () => {
  await using container = await idle().start()
  // Podman leaves out the slash.
  expect((await container.stats()).name?.replace(/^\//, '')).toBe(container.getName())
})

test('files are read as bytes, large ones and through links, running or not', async () => {
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['sleep', 'infinity'])
    .withCopyContentToContainer([{ content: Buffer.from([0, 255, 10, 13]), target: '/data/bytes' }])
    .start()
  await inside(
    container,
    'ln -s bytes /data/near; ln -s /data/near /far; head -c 3000000 /dev/zero > /large; : > /empty',
  )
  const bytes = Buffer.from([0, 255, 10, 13])
  expect(await container.readFile('/data/bytes')).toEqual(bytes)
  expect(await container.readFile('/data/near')).toEqual(bytes)
  expect(await container.readFile('/far')).toEqual(bytes)
  expect((await container.readFile('/large')).length).toBe(3_000_000)
  expect((await container.readFile('/empty')).length).toBe(0)
  await container.kill()
  expect(await container.readFile('/far')).toEqual(bytes)
})

test('what is no file is said to be none', async () => {
  await using container = await idle().start()
  await expect(container.readFile('/none')).rejects.toThrow(NotFoundError)
  await expect(container.readFile('/etc')).rejects.toThrow(
    '`/etc` in the container is not a file. Use copyArchiveFromContainer() for a directory.',
  )
})

test('a command is written to and read from as it runs', async () => {
  await using container = await idle().start()
  const command = ['sh', '-c', 'while read line; do echo "$PREFIX$line"; sleep 0.1; echo err >&2; done; exit 5']
  await using running = await container.execStream(command, { stdin: true, env: { PREFIX: '> ' } })
  running.stdin.write('one\n')
  const lines = running.output.lines()
  expect((await lines.next()).value).toEqual({ stream: 'stdout', text: '> one' })
  running.stdin.end('two\n')
  const rest: string[] = []
  for await (const { stream, text } of lines) rest.push(`${stream} ${text}`)
  expect(rest.sort()).toEqual(['stderr err', 'stderr err', 'stdout > two'])
  expect(await running.exitCode()).toBe(5)
})

test('a command without input sees its end, and its exit code is awaited while it runs', async () => {
  await using container = await idle().start()
  await using running = await container.execStream(['sh', '-c', 'cat; sleep 0.3; exit 3'], { user: '65534' })
  expect(await running.exitCode()).toBe(3)
})

test('a command has a terminal of the size asked for', async () => {
  await using container = await idle().start()
  const shell = ['sh', '-c', 'read x; tty; stty size']
  await using running = await container.execStream(shell, { tty: true, stdin: true })
  await running.resize({ height: 33, width: 77 })
  running.stdin.write('go\n')
  const { stdout } = await running.output.text()
  expect(stdout).toMatch(/\/dev\/pts\/\d+\r\n33 77\r\n/)
  expect(await running.exitCode()).toBe(0)
})

test('an endpoint is where a connection from here is taken', async () => {
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['sh', '-c', 'httpd -p 80 -h /tmp; echo up; exec sleep infinity'])
    .withExposedPorts(80, 81, '53/udp')
    .withWaitStrategy(Wait.forLogMessage('up'))
    .start()
  const endpoint = await container.endpoint(80)
  expect(endpoint.port).toBe(container.getMappedPort(80))
  expect((await fetch(`http://${endpoint.address}/none`)).status).toBe(404)
  await expect(container.endpoint(81)).rejects.toMatchObject({
    code: 'PORT_UNREACHABLE',
    message: expect.stringMatching(/^Port 81\/tcp of `busybox:latest` takes no connection at `127\.0\.0\.1:\d+` \(/),
  })
  await expect(container.endpoint('53/udp')).rejects.toThrow('Only TCP tells whether somebody is there, got 53/udp.')
  await expect(container.endpoint(82)).rejects.toThrow('Port 82/tcp is not published')
  await expect(container.endpoint(80, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
})

test('what somebody else has changed is seen after a refresh', async () => {
  await using container = await idle().start()
  const engine = await defaultEngine()
  await engine.containers.rename(container.getId(), `slipway-renamed-${process.pid}`)
  await container.refresh()
  expect(container.getName()).toBe(`slipway-renamed-${process.pid}`)
})

test('a custom started container has all of it too', async () => {
  await using container = new AbstractStartedContainer(await idle().start())
  expect((await container.readFile('/etc/passwd')).toString()).toContain('root')
  await using running = await container.execStream(['true'])
  expect(await running.exitCode()).toBe(0)
  await container.pause()
  await container.unpause()
  await container.refresh()
  await expect(container.endpoint(80)).rejects.toThrow('is not published')
  expect((await container.stats()).memory_stats.usage).toBeGreaterThan(0)
  await container.kill()
  expect(await container.waitForExit()).toBe(137)
})
