import { expect, test } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { GenericContainer, Wait } from '../../src/index.ts'
import { BUSYBOX, uniqueName } from '../api/support/resources.ts'

/** One that counts its runs. */
const counting = (
  script: string,
  restart: { readonly Name: 'always' | 'on-failure'; readonly MaximumRetryCount?: number },
) =>
  new GenericContainer(BUSYBOX)
    .withCommand([
      'sh',
      '-c',
      `run=$(($(cat /run-number 2>/dev/null || echo 0) + 1)); echo $run >/run-number; ${script}`,
    ])
    .withEngineOptions({ HostConfig: { RestartPolicy: restart } })

const serving = `for line in 1 2 3 4 5; do echo line; done; [ $run = 3 ] || exit 7; exec httpd -f -p 80`

test('a container that its restart policy starts again is waited for, with the ports that it has then', async () => {
  await using container = await counting(serving, { Name: 'on-failure' }).withExposedPorts(80).start()
  expect((await fetch(`http://${container.getHost()}:${container.getMappedPort(80)}/`)).status).toBe(404)
  expect((await container.exec(['cat', '/run-number'])).output).toBe('3\n')
})

test('a log wait sees each line of all runs once', async () => {
  await using container = await counting(serving, { Name: 'always' })
    .withWaitStrategy(Wait.forLogMessage(/^line$/, 15))
    .start()
  expect((await container.exec(['cat', '/run-number'])).output).toBe('3\n')
})

test('a run that ends as it is waited for is the last one', async () => {
  await using container = await counting('exit $((3 - run))', { Name: 'on-failure' })
    .withWaitStrategy(Wait.forExit())
    .start()
  expect(await container.readFile('/run-number').then(String)).toBe('3\n')
})

test('a container that its restart policy gives up has exited, and the error says how often it was tried', async () => {
  const start = counting('echo no; exit 7', { Name: 'on-failure', MaximumRetryCount: 2 }).withExposedPorts(80).start()
  await expect(start).rejects.toMatchObject({
    reason: 'exited',
    exitCode: 7,
    message: expect.stringContaining('Its restart policy has started it again 2 times.'),
  })
})

test('a container that always comes back and always ends is given up at the startup timeout', async () => {
  const start = counting('exit 7', { Name: 'always' })
    .withExposedPorts(80)
    .withWaitStrategy(Wait.forAll([Wait.forListeningPorts(), Wait.forLogMessage('never')]).withStartupTimeout(2_000))
    .start()
  await expect(start).rejects.toMatchObject({
    // The limit may pass between two runs, or within one: Podman makes one after the other, without a pause.
    reason: expect.stringMatching(/^(exited|timeout)$/),
    exitCode: 7,
    message: expect.stringMatching(/Its restart policy has started it again (once|\d+ times)\./),
  })
})

test('an abort between two runs ends the start with its reason', async () => {
  const signal = AbortSignal.timeout(1_500)
  const start = counting('exit 7', { Name: 'always' }).withExposedPorts(80).start({ signal })
  const error: unknown = await start.catch((reason: unknown) => reason)
  expect(error).toBe(signal.reason)
})

test('what a container said before it is started again is no news of its next runs', async () => {
  const script = '[ $run = 2 ] && exit 7; [ $run = 3 ] && sleep 1; touch /said-$run; echo ready; exec sleep 1000'
  await using container = await counting(script, { Name: 'on-failure' })
    .withWaitStrategy(Wait.forLogMessage('ready'))
    .start()
  await container.restart({ timeout: 0 })
  expect((await container.exec(['ls', '/said-3'])).exitCode).toBe(0)
})

test('one for reuse that is about to be started again is joined, and not taken from whoever waits for it', async () => {
  const label = uniqueName()
  const builder = counting('[ $run = 5 ] || exit 7; exec httpd -f -p 80', { Name: 'on-failure' })
    .withLabels({ [label]: 'yes' })
    .withExposedPorts(80)
    .withReuse()
  await using engine = await Engine.connect()
  const ends = await engine.system.openEvents({ filters: { type: ['container'], event: ['die'], label: [label] } })
  const starting = builder.start()
  // The pause after the fourth end is the first one that is long enough to come into.
  for (let end = 1; end <= 4; end++) await ends.next()
  const joined = await builder.start()
  expect(joined.getId()).toBe((await starting).getId())
  await joined.stop()
  await (await starting).stop()
})
