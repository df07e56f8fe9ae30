import { expect, test } from 'vitest'
import { type ContainerEvent, containerChannel, GenericContainer, Volume, Wait } from '../../src/index.ts'
import { BUSYBOX, idle } from './idle.ts'

test('a container that does not become ready is tried again, as another one', async () => {
  await using volume = await new Volume().start()
  // Fails as long as fewer than two have been there before it.
  const script = 'echo x >> /seen/by; test $(wc -l < /seen/by) -ge 3 || exit 1; echo up; exec sleep infinity'
  const ids: string[] = []
  const listen = (event: unknown) => {
    const { step, containerId } = event as ContainerEvent
    if (step === 'created' && containerId) ids.push(containerId)
  }
  containerChannel.subscribe(listen)
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['sh', '-c', script])
    .withVolume(volume, '/seen')
    .withWaitStrategy(Wait.forLogMessage('up'))
    .withStartupAttempts(3)
    .start()
  containerChannel.unsubscribe(listen)
  expect(new Set(ids).size).toBe(3)
  expect(ids[2]).toBe(container.getId())
  await container.stop()
})

test('the last failure is the one that is thrown', async () => {
  await using volume = await new Volume().start()
  const script = 'echo x >> /seen/by; exit $(wc -l < /seen/by)'
  const start = new GenericContainer(BUSYBOX)
    .withCommand(['sh', '-c', script])
    .withVolume(volume, '/seen')
    .withWaitStrategy(Wait.forLogMessage('up'))
    .withStartupAttempts(2)
    .start()
  await expect(start).rejects.toMatchObject({ code: 'STARTUP_EXITED', exitCode: 2 })
})

test('what another attempt would not change is not tried again', async () => {
  const start = new GenericContainer('localhost/slipway-none:1').withStartupAttempts(5).start()
  await expect(start).rejects.toMatchObject({ code: 'IMAGE_PULL' })
  expect(() => idle().withStartupAttempts(0)).toThrow('withStartupAttempts() takes a whole number above 0, got `0`')
})
