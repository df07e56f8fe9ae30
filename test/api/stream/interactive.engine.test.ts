import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { ConflictError, Engine, EngineError } from '../../../src/api/index.ts'
import { engineTraits } from '../support/engine-traits.ts'
import { BUSYBOX, createContainer, startContainer } from '../support/resources.ts'
import { screen, untilShown } from '../support/screen.ts'

const { isPodman } = await engineTraits()

const withTerminal = { AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: true }

test('a command that is joined has the size of the terminal, also when that changes', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const { stdin, stdout, shown } = screen({ rows: 33, columns: 77 })
  const { Id } = await engine.exec.create(container.id, { ...withTerminal, Cmd: ['sh'] })
  await using session = await engine.exec.start(Id, { tty: true, stdin: true })
  const joined = session.join({ stdin, stdout })
  stdin.write('until [ "$(stty size)" = "33 77" ]; do sleep 0.01; done; echo as""ked\n')
  await untilShown(shown, 'asked')
  stdout.resize({ rows: 44, columns: 88 })
  stdin.write('until [ "$(stty size)" = "44 88" ]; do sleep 0.01; done; echo resi""zed; exit 5\n')
  await joined
  expect(shown()).toContain('resized')
  expect((await engine.exec.inspect(Id)).ExitCode).toBe(5)
})

test('Ctrl-C in a raw terminal is a key for the process', async () => {
  await using engine = await Engine.connect()
  const { stdin, stdout, shown, rawModes } = screen()
  const command = ['sh', '-c', 'trap "echo stopped; exit 3" INT; echo ready; while :; do sleep 0.05; done']
  const run = engine.run(BUSYBOX, command, { tty: true, join: { stdin, stdout } })
  await untilShown(shown, 'ready')
  expect(rawModes).toEqual([true])
  stdin.write('\x03')
  expect(await run).toMatchObject({ exitCode: 3, stdout: '', output: '' })
  expect(shown()).toContain('stopped')
  expect(rawModes).toEqual([true, false])
})

test('what is typed is echoed by the terminal, and seen by the process', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine, { Cmd: ['cat'], Tty: true, OpenStdin: true, StdinOnce: true })
  await using session = await engine.containers.attach(container.id, { stdin: true })
  const { stdin, stdout, shown } = screen()
  const joined = session.join({ stdin, stdout })
  await engine.containers.start(container.id)
  stdin.write('größe\n')
  await untilShown(shown, 'größe\r\ngröße\r\n')
  stdin.write('\x04')
  await joined
  expect(await engine.containers.wait(container.id)).toMatchObject({ StatusCode: 0 })
})

// Podman takes keys for detaching now and then: there the connection is closed.
test('the detach keys end the session, and the process goes on', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine, { Cmd: ['cat'], Tty: true, OpenStdin: true })
  await using session = await engine.containers.attach(container.id, { stdin: true, detachKeys: 'ctrl-x,q' })
  const { stdin, stdout, shown, rawModes } = screen()
  const joined = session.join({ stdin, stdout })
  stdin.write('here\n')
  await untilShown(shown, 'here\r\nhere\r\n')
  if (isPodman) {
    session.close()
    await expect(joined).rejects.toThrow()
  } else {
    stdin.write('\x18')
    stdin.write('q')
    await joined
  }
  expect(rawModes).toEqual([true, false])
  expect((await engine.containers.inspect(container.id)).State.Running).toBe(true)
})

test('without a terminal the input ends, both outputs are apart, and nothing is raw', async () => {
  await using engine = await Engine.connect()
  const { stdin, stdout, shown, rawModes } = screen()
  const stderr = new PassThrough()
  stdin.end('b\na\n')
  const command = ['sh', '-c', 'sort; echo done >&2']
  expect(await engine.run(BUSYBOX, command, { join: { stdin, stdout, stderr } })).toMatchObject({ exitCode: 0 })
  expect(shown()).toBe('a\nb\n')
  expect(String(stderr.read())).toBe('done\n')
  expect(rawModes).toEqual([])
})

test('an abort of a joined run restores the terminal, and the container goes', async () => {
  await using engine = await Engine.connect()
  const { stdin, stdout, shown, rawModes } = screen()
  const abort = new AbortController()
  const command = ['sh', '-c', 'echo ready; cat']
  const run = engine.run(BUSYBOX, command, { tty: true, join: { stdin, stdout }, signal: abort.signal })
  await untilShown(shown, 'ready')
  abort.abort(new Error('enough'))
  await expect(run).rejects.toThrow('enough')
  expect(rawModes).toEqual([true, false])
  expect(stdin.isPaused()).toBe(true)
})

test('only a terminal of a process that runs can be resized', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine, { Tty: true })
  await using session = await engine.containers.attach(container.id)
  const resize = () => session.resize({ height: 10, width: 20 })
  // Podman takes it in silence.
  if (!isPodman) await expect(resize()).rejects.toThrow(EngineError)
  await engine.containers.start(container.id)
  await expect(resize()).resolves.toBeUndefined()
  await engine.containers.kill(container.id)
  await engine.containers.wait(container.id)
  if (!isPodman) await expect(resize()).rejects.toThrow(ConflictError)
})
