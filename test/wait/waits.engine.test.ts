import { expect, test } from 'vitest'
import {
  GenericContainer,
  type StartupCheckClient,
  StartupCheckStrategy,
  StartupError,
  type StartupStatus,
  Wait,
  type WaitStrategy,
} from '../../src/index.ts'
import { engineTraits } from '../api/support/engine-traits.ts'

const traits = await engineTraits()

const shell = (script: string) => new GenericContainer('busybox:latest').withCommand(['sh', '-c', script])

const failure = async (container: GenericContainer): Promise<StartupError> => {
  const error = await container.start().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof StartupError) return error
  throw error ?? new Error('the start succeeded')
}

// What differs from run to run is replaced, and repeated lines are folded.
const readable = ({ message }: Error) =>
  message
    .replaceAll(/\b[0-9a-f]{12}\b/g, '<id>')
    .replaceAll(/\b[\d.]+ m?s\b/g, '<time>')
    // Where we have the checks run, each is seen; where the engine runs them, only what they change.
    .replaceAll(/(last saw: starting); its last probe printed `[^`]*`/g, '$1')
    // How far a wait for a port came within its time is the machine's to say.
    .replaceAll(/; last saw: [^.\n]*(localhost:\d+|inside)[^.\n]*/g, '')
    .split('\n')
    .filter((line, index, lines) => line !== lines[index - 1])
    .join('\n')

class EndsWithThree extends StartupCheckStrategy {
  async checkStartupState(client: StartupCheckClient, containerId: string): Promise<StartupStatus> {
    const { State } = await client.getContainer(containerId).inspect()
    if (State.Running) return 'PENDING'
    return State.ExitCode === 3 ? 'SUCCESS' : 'FAIL'
  }
}

const waits: [string, string, (container: GenericContainer) => GenericContainer][] = [
  [
    'a log line',
    'sleep 0.2; echo one; echo two; exec sleep 1000',
    (c) => c.withWaitStrategy(Wait.forLogMessage(/^t.o$/)),
  ],
  ['a line printed at once', 'echo now; exec sleep 1000', (c) => c.withWaitStrategy(Wait.forLogMessage('now'))],
  ['a line on stderr', 'echo oops >&2; exec sleep 1000', (c) => c.withWaitStrategy(Wait.forLogMessage('oops'))],
  [
    'a line that comes twice',
    'echo a; sleep 0.1; echo a; exec sleep 1000',
    (c) => c.withWaitStrategy(Wait.forLogMessage('a', 2)),
  ],
  ['a line of a container that ends with it', 'echo done', (c) => c.withWaitStrategy(Wait.forLogMessage('done'))],
  [
    'a listening port',
    'sleep 0.3; exec httpd -f -p 80',
    (c) => c.withExposedPorts(80).withWaitStrategy(Wait.forListeningPorts()),
  ],
  [
    'an HTTP answer',
    'sleep 0.2; echo hi > /tmp/x; exec httpd -f -p 80 -h /tmp',
    (c) => c.withExposedPorts(80).withWaitStrategy(Wait.forHttp('/x', 80)),
  ],
  [
    'a command',
    'sleep 0.2; touch /ready; exec sleep 1000',
    (c) => c.withWaitStrategy(Wait.forSuccessfulCommand('test -f /ready')),
  ],
  [
    'lines that follow each other',
    'echo one; echo two >&2; sleep 0.1; echo three; exec sleep 1000',
    (c) => c.withWaitStrategy(Wait.forLogMessage('one\nthree')),
  ],
  [
    'an HTTP answer with a header and a body',
    'sleep 0.2; echo ready > /tmp/x.txt; exec httpd -f -p 80 -h /tmp',
    (c) =>
      c.withExposedPorts(80).withWaitStrategy(
        Wait.forHttp('/x.txt', 80)
          .forResponseHeader('content-type', /^text\/plain/)
          .forResponseBody('ready'),
      ),
  ],
  ['a file', 'sleep 0.2; touch /ready; exec sleep 1000', (c) => c.withWaitStrategy(Wait.forFile('/ready'))],
  [
    'a file with a text',
    'echo starting > /state; sleep 0.2; echo ready > /state; exec sleep 1000',
    (c) => c.withWaitStrategy(Wait.forFile('/state', { contains: /^ready$/m })),
  ],
  [
    'a probe that says yes',
    'sleep 0.2; touch /ready; exec sleep 1000',
    (c) =>
      c.withWaitStrategy(
        Wait.until(async ({ exec }, { signal }) => (await exec(['test', '-f', '/ready'], signal)).exitCode === 0),
      ),
  ],
  [
    'a probe that reaches it',
    'sleep 0.2; exec httpd -f -p 80 -h /etc',
    (c) =>
      c.withExposedPorts(80).withWaitStrategy(
        Wait.until(async ({ host, hostPort }, { signal }) => {
          const answer = await fetch(`http://${host}:${hostPort(80)}/passwd`, { signal })
          return answer.ok
        }).withReadTimeout(1_000),
      ),
  ],
  ['a startup check that is content', 'sleep 0.2; exit 3', (c) => c.withWaitStrategy(new EndsWithThree())],
  ['an exit with 0', 'sleep 0.2', (c) => c.withWaitStrategy(Wait.forOneShotStartup())],
  ['an exit with 3', 'sleep 0.2; exit 3', (c) => c.withWaitStrategy(Wait.forExit(3))],
  [
    'health',
    'sleep 0.2; touch /ready; exec sleep 1000',
    (c) =>
      c
        .withHealthCheck({ test: ['CMD', 'test', '-f', '/ready'], interval: 100, retries: 100 })
        .withWaitStrategy(Wait.forHealthCheck()),
  ],
  [
    'all of several',
    'echo one; sleep 0.2; exec httpd -f -p 80',
    (c) => c.withExposedPorts(80).withWaitStrategy(Wait.forAll([Wait.forLogMessage('one'), Wait.forListeningPorts()])),
  ],
  [
    'any of several',
    'sleep 0.2; echo two; exec sleep 1000',
    (c) =>
      c
        .withExposedPorts(80)
        .withWaitStrategy(Wait.forAny([Wait.forHealthCheck(), Wait.forListeningPorts(), Wait.forLogMessage('two')])),
  ],
]

test.each(waits)('a container is ready when it has %s', async (_, script, prepare) => {
  await using container = await prepare(shell(script)).start()
  expect(container.getId()).toMatch(/^[0-9a-f]{64}$/)
})

test.each<[string, WaitStrategy]>([
  ['a log line', Wait.forLogMessage('never')],
  ['a listening port', Wait.forListeningPorts()],
  ['an HTTP answer', Wait.forHttp('/', 80)],
  ['a command', Wait.forSuccessfulCommand('false')],
  ['an exit with 0', Wait.forOneShotStartup()],
  ['another exit', Wait.forExit(3)],
  ['a TLS handshake', Wait.forTls(80)],
  ['a file', Wait.forFile('/never')],
  ['a probe', Wait.until(() => false)],
  ['a startup check', new EndsWithThree()],
  ['all of several', Wait.forAll([Wait.forLogMessage('never'), Wait.forListeningPorts()])],
  ['any of several', Wait.forAny([Wait.forLogMessage('never'), Wait.forListeningPorts(), Wait.forFile('/never')])],
])('a container that exits ends the wait for %s at once', async (_, strategy) => {
  const error = await failure(
    shell('echo last words; sleep 0.3; exit 9').withExposedPorts(80).withWaitStrategy(strategy),
  )
  expect(error).toMatchObject({ code: 'STARTUP_EXITED', reason: 'exited', exitCode: 9, logTail: ['last words'] })
  // The exit itself comes after 300 ms; the limit of the start is 60 s.
  expect(error.elapsedMs).toBeLessThan(5_000)
})

test('the error of an exit says all that is known', async () => {
  const error = await failure(shell('echo starting; sleep 0.1; echo "no disk" >&2; exit 3').withExposedPorts(80))
  expect(readable(error)).toMatchInlineSnapshot(`
    "Container \`busybox:latest\` (<id>) did not become ready: it exited with code 3 after <time>.
    Waited for port 80/tcp to listen.
    Last log lines:
      starting
      no disk"
  `)
})

test('the error of a limit says what was seen last', async () => {
  const error = await failure(shell('echo alone; exec sleep 1000').withExposedPorts(80).withStartupTimeout(400))
  expect(readable(error)).toMatchInlineSnapshot(`
    "Container \`busybox:latest\` (<id>) did not become ready: it was not ready after <time> (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for port 80/tcp to listen.
    Last log lines:
      alone"
  `)
})

test('the error of any of several says why each of them failed', async () => {
  const error = await failure(
    shell('echo alone; exec sleep 1000')
      .withExposedPorts(80)
      .withWaitStrategy(
        Wait.forAny([
          Wait.forHealthCheck(),
          Wait.forFile('/ready').withStartupTimeout(2_000),
          Wait.forLogMessage('ready').withStartupTimeout(2_500),
        ]),
      ),
  )
  expect(readable(error).replaceAll(/ \(\d+ times\)/g, '')).toMatchInlineSnapshot(`
    "Container \`busybox:latest\` (<id>) did not become ready: none of the 3 waits held in time.
    Waited for its health check to pass; failed: it has no health check, which Wait.forHealthCheck() needs: add withHealthCheck().
    Waited for file \`/ready\` to exist; last saw: no such file; failed: it was not ready after <time>.
    Waited for a log line with \`ready\`; last saw: 1 line, none matching; failed: it was not ready after <time>.
    Last log lines:
      alone"
  `)
})

test('a server that does not speak TLS is no TLS server', async () => {
  const error = await failure(
    shell('exec httpd -f -p 80').withExposedPorts(80).withWaitStrategy(Wait.forTls(80).withStartupTimeout(3_000)),
  )
  expect(error.reason).toBe('timeout')
  expect(error.waits[0]?.lastSaw).toMatch(/^an answer that is not TLS \(ERR_SSL_WRONG_VERSION_NUMBER\) at /)
})

test('an unhealthy container ends the wait with what its checks printed', async () => {
  const error = await failure(
    shell('exec sleep 1000').withHealthCheck({
      test: ['CMD-SHELL', 'echo cannot reach db; exit 1'],
      interval: 300,
      retries: 2,
    }),
  )
  expect(readable(error)).toMatchInlineSnapshot(`
    "Container \`busybox:latest\` (<id>) did not become ready: its health check says \`unhealthy\`; its last probe printed \`cannot reach db\` (after <time>).
    Waited for its health check to pass; last saw: starting.
    Last health probes:
      exit code 1: cannot reach db
    It printed nothing."
  `)
})

test('a container that is killed for its memory says so', async () => {
  const error = await failure(
    shell('exec tail /dev/zero').withResourcesQuota({ memory: 0.02 }).withWaitStrategy(Wait.forLogMessage('never')),
  )
  // Podman 4 misses the kernel's notice.
  const oomKilled = traits.pick({ docker: true, podman: true, podman4: false })
  expect(error).toMatchObject({ reason: 'exited', exitCode: 137, oomKilled })
})

test('a wait for a command in an image without a shell fails at once and says why', async () => {
  const hello = new GenericContainer('hello-world:latest')
  const error = await failure(hello.withWaitStrategy(Wait.forSuccessfulCommand('true')))
  expect(error.reason).toBe('exited')
})

test('a port wait works for an image without any program but its server', async () => {
  await using container = await new GenericContainer('busybox:latest')
    .withEntrypoint(['/bin/busybox', 'httpd', '-f', '-p', '80'])
    .withBindMounts([
      { source: '/dev/null', target: '/bin/sh' },
      { source: '/dev/null', target: '/bin/cat' },
    ])
    .withExposedPorts(80)
    .start()
  expect((await fetch(`http://${container.getHost()}:${container.getMappedPort(80)}/`)).status).toBe(404)
})
