import { expect, test } from 'vitest'
import { Engine, ImagePullError, SlipwayError } from '../../../src/api/index.ts'
import { GenericContainer } from '../../../src/index.ts'
import { BUSYBOX, uniqueName } from '../../api/support/resources.ts'
import { tarOf } from '../../api/support/tar.ts'
import { relayRegistries } from '../../testbed/engines/relay.ts'
import { ensureRegistries } from '../../testbed/registry.ts'
import { canHaveSecondEngine, secondEngine } from './second-engine.ts'

const tooMuch = Buffer.alloc(64 * 2 ** 20)
const tooMuchToBuild = tarOf({ Dockerfile: `FROM ${BUSYBOX}\nRUN dd if=/dev/zero of=/big bs=1M count=64\n` })

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

  await expect(engine.build(tooMuchToBuild)).rejects.toThrow(/No space left on device/i)

  // What could not be kept is given back: the next start has room.
  await using next = await builder().start()
  expect((await next.exec('echo here')).output).toBe('here\n')
})

test.runIf(canHaveSecondEngine())('a pull that fills the disk says so, and keeps nothing', async () => {
  const { open } = await ensureRegistries()
  const image = `${open}/${uniqueName()}:1`
  await using first = await Engine.connect()
  await first.build(tooMuchToBuild, { tags: [image] })
  await first.images.push(image)
  await first.images.remove(image)

  await using second = await secondEngine({ diskMegabytes: 32 })
  await relayRegistries(second.pid, {})
  await using engine = await Engine.connect({ host: second.host })
  const starting = new GenericContainer(image).withEngine(engine).start()
  await expect(starting).rejects.toBeInstanceOf(ImagePullError)
  await expect(starting).rejects.toThrow(/no space left on device/)
  expect((await engine.images.list()).flatMap(({ RepoTags }) => RepoTags)).toEqual([BUSYBOX])
  await using next = await new GenericContainer(BUSYBOX).withEngine(engine).withCommand(['sleep', '600']).start()
  expect((await next.exec('echo here')).output).toBe('here\n')
})
