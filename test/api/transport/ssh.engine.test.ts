import { expect, test, vi } from 'vitest'
import { Engine } from '../../../src/api/index.ts'
import { programOnPath, sshToOurEngine } from '../../support/program-on-path.ts'
import { BUSYBOX, startContainer } from '../support/resources.ts'

// The programs below stand in for `ssh`: what is tested here is how it is called, and what becomes of its bytes and its end.
// `npm run test:engines -- docker-28-ssh` goes through a real sshd.

test('ssh is asked for the far end of the engine, and its bytes are the connection', async () => {
  await using ssh = await sshToOurEngine()
  {
    await using engine = await Engine.connect({ host: 'ssh://me@machine.example:2222' })
    await using container = await startContainer(engine, {
      Image: BUSYBOX,
      Cmd: ['cat'],
      OpenStdin: true,
      StdinOnce: true,
    })
    await using session = await engine.containers.attach(container.id, { stdin: true })
    session.stdin.end('over ssh\n')
    expect((await session.output.text()).stdout).toBe('over ssh\n')
    expect((await engine.containers.wait(container.id)).StatusCode).toBe(0)
  }
  const [call = '[]'] = (await ssh.calls()).split('\n')
  expect(JSON.parse(call)).toEqual(
    '-o ConnectTimeout=30 -T -l me -p 2222 -- machine.example docker system dial-stdio'.split(' '),
  )
})

test('a socket in the host is where the far end connects to', async () => {
  await using ssh = await programOnPath(
    'ssh',
    `require('node:fs').appendFileSync(process.env.CALLS, JSON.stringify(process.argv.slice(2)) + '\\n'); process.exit(1)`,
  )
  await expect(Engine.connect({ host: 'ssh://machine/run/user/1000/docker.sock' })).rejects.toThrow()
  expect(JSON.parse((await ssh.calls()).split('\n')[0] ?? '')).toEqual(
    '-o ConnectTimeout=30 -T -- machine docker --host unix:///run/user/1000/docker.sock system dial-stdio'.split(' '),
  )
})

test('what ssh says before it gives up is in the error', async () => {
  await using _ = await programOnPath(
    'ssh',
    `console.error('me@machine: Permission denied (publickey).'); process.exitCode = 255`,
  )
  await expect(Engine.connect({ host: 'ssh://me@machine' })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[EngineConnectionError: The connection to the engine at \`ssh://me@machine\` ended early: ssh ended with exit code 255: me@machine: Permission denied (publickey). Check that \`ssh\` logs in there without a question, and that the docker CLI is installed there. (during \`GET /_ping\`)]`,
  )
})

test('a machine without ssh is told so', async () => {
  vi.stubEnv('PATH', '')
  await expect(Engine.connect({ host: 'ssh://me@machine' })).rejects.toThrow('`ssh` cannot be run')
  vi.unstubAllEnvs()
})

test('an abort ends ssh', async () => {
  await using ssh = await programOnPath(
    'ssh',
    `require('node:fs').appendFileSync(process.env.CALLS, String(process.pid)); setInterval(() => {}, 1000)`,
  )
  const never = new AbortController()
  const connecting = Engine.connect({ host: 'ssh://machine', signal: never.signal })
  const pid = Number(await vi.waitFor(async () => (await ssh.calls()) || Promise.reject(new Error('not yet'))))
  never.abort(new Error('enough'))
  await expect(connecting).rejects.toThrow('enough')
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow())
})
