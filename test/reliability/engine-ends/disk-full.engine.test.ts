import { expect, test } from 'vitest'
import { Engine, SlipwayError } from '../../../src/api/index.ts'
import { GenericContainer } from '../../../src/index.ts'
import { BUSYBOX } from '../../api/support/resources.ts'
import { tarOf } from '../../api/support/tar.ts'
import { canHaveSecondEngine, secondEngine } from './second-engine.ts'

const tooMuch = Buffer.alloc(64 * 2 ** 20)

test.runIf(canHaveSecondEngine())('an engine whose disk is full says so, and what was made is removed', async () => {
  await using second = await secondEngine({ diskMegabytes: 32 })
  await using engine = await Engine.connect({ host: second.host })
  const builder = () => new GenericContainer(BUSYBOX).withEngine(engine).withCommand(['sleep', '600'])

  const copied = await builder()
    .withCopyContentToContainer([{ content: tooMuch, target: '/big' }])
    .start()
    .catch((error: unknown) => error)
  expect(copied).toBeInstanceOf(SlipwayError)
  expect(copied).toMatchObject({ message: expect.stringMatching(/no space left on device/) })
  expect(await engine.containers.list({ all: true })).toEqual([])

  const context = tarOf({ Dockerfile: `FROM ${BUSYBOX}\nRUN dd if=/dev/zero of=/big bs=1M count=64\n` })
  await expect(engine.build(context)).rejects.toThrow(/No space left on device/i)

  // What could not be kept is given back: the next start has room.
  await using next = await builder().start()
  expect((await next.exec('echo here')).output).toBe('here\n')
})
