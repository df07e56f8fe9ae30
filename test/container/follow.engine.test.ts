import { expect, test } from 'vitest'
import { AbstractStartedContainer, GenericContainer } from '../../src/index.ts'

test('the output of a started container is followed by line, until it is stopped', async () => {
  await using container = await new GenericContainer('busybox:latest')
    .withCommand(['sh', '-c', 'echo one; echo two >&2; exec sleep 1000'])
    .start()
  const custom = new AbstractStartedContainer(container)
  for (const lines of [container.follow(), custom.follow()]) {
    const seen = [(await lines.next()).value, (await lines.next()).value]
    expect(seen).toContainEqual({ stream: 'stdout', text: 'one' })
    expect(seen).toContainEqual({ stream: 'stderr', text: 'two' })
    await lines.return(undefined)
  }
  const lines = container.follow({ tail: 1 })
  await lines.next()
  await container.stop()
  expect(await lines.next()).toEqual({ done: true, value: undefined })
})
