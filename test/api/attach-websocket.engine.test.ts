import { expect } from 'vitest'
import { Engine, NotFoundError } from '../../src/api/index.ts'
import { createContainer, startContainer } from './support/resources.ts'
import { testDocker } from './support/test-docker.ts'

const test = testDocker((engine) => engine.containers.attachWebsocket('slipway-nowhere'))

test('over a WebSocket a process reads what is written, and goes on after the end of its input', async () => {
  await using engine = await Engine.connect()
  const Cmd = ['sh', '-c', 'cat; echo done; sleep 0.2; echo later >&2']
  const input = { OpenStdin: true, StdinOnce: true, AttachStdin: true }
  await using container = await createContainer(engine, { Cmd, ...input })
  await using attached = await engine.containers.attachWebsocket(container.id, { stdin: true })
  await engine.containers.start(container.id)
  attached.stdin.write('hello\n')
  attached.stdin.end('world\n')
  const output = 'hello\nworld\ndone\nlater\n'
  await expect(attached.output.text()).resolves.toEqual({ stdout: output, stderr: '', output })
  await expect(engine.containers.wait(container.id)).resolves.toMatchObject({ StatusCode: 0 })
})

test('a WebSocket can begin with what was printed before, and carries megabytes', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine, {
    Cmd: ['sh', '-c', 'echo early; read line; seq 1 100000'],
    OpenStdin: true,
  })
  await (await engine.containers.logs(container.id, { follow: true })).lines().next()
  await using attached = await engine.containers.attachWebsocket(container.id, { stdin: true, logs: true })
  attached.stdin.write('go\n')
  const { stdout } = await attached.output.text()
  expect(stdout === `early\n${Array.from({ length: 100_000 }, (_, i) => `${i + 1}\n`).join('')}`).toBe(true)
})

test('attaching to nothing is a NotFoundError', async () => {
  await using engine = await Engine.connect()
  await expect(engine.containers.attachWebsocket('slipway-nowhere')).rejects.toThrow(NotFoundError)
})
