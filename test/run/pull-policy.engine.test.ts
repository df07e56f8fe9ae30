import { expect, test } from 'vitest'
import {
  type ContainerEvent,
  containerChannel,
  GenericContainer,
  type ImagePullPolicy,
  PullPolicy,
} from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { BUSYBOX } from '../container/idle.ts'
import { registryImage } from './registry-image.ts'

test('an image is pulled when the engine does not have it, and then no more', async () => {
  const { full } = await registryImage()
  expect(await startedWith(full, PullPolicy.defaultPolicy())).toBe('pulled')
  expect(await startedWith(full, PullPolicy.defaultPolicy())).toBe('not pulled')
})

test('alwaysPull pulls before each start', async () => {
  const { full } = await registryImage()
  expect(await startedWith(full, PullPolicy.alwaysPull())).toBe('pulled')
  expect(await startedWith(full, PullPolicy.alwaysPull())).toBe('pulled')
})

test('neverPull starts what is there, and says what is not', async () => {
  const { full } = await registryImage()
  const start = startedWith(full, PullPolicy.neverPull())
  await expect(start).rejects.toMatchObject({
    code: 'IMAGE_PULL',
    message:
      `Image \`${full}\` could not be pulled: the engine does not have it, and the pull policy is to pull nothing. ` +
      'Check the name, the registry and your credentials for it.',
  })
  expect(await (await defaultEngine()).images.exists(full)).toBe(false)
  expect(await startedWith(BUSYBOX, PullPolicy.neverPull())).toBe('not pulled')
})

test('olderThan pulls what the engine has had for longer, and notices that it has pulled', async () => {
  const { full } = await registryImage()
  expect(await startedWith(full, PullPolicy.olderThan(60_000))).toBe('pulled')
  expect(await startedWith(full, PullPolicy.olderThan(60_000))).toBe('not pulled')
  expect(await startedWith(full, PullPolicy.olderThan(1))).toBe('pulled')
})

test('olderThan goes by the engine for an image that this process has not pulled', async () => {
  const { full } = await registryImage()
  const engine = await defaultEngine()
  await engine.images.pull(full)
  expect(await startedWith(full, PullPolicy.olderThan(1))).toBe('pulled')
})

test('a policy of one’s own needs nothing but shouldPull', async () => {
  const { full } = await registryImage()
  let asked = 0
  const ownPolicy = {
    shouldPull: () => {
      asked += 1
      return true
    },
  }
  expect(await startedWith(full, ownPolicy)).toBe('pulled')
  expect(asked).toBe(1)
})

const startedWith = async (image: string, policy: ImagePullPolicy): Promise<'pulled' | 'not pulled'> => {
  const steps = new Set<string>()
  const listen = (event: unknown) => {
    const { step, image: ofImage } = event as ContainerEvent
    if (ofImage === image) steps.add(step)
  }
  containerChannel.subscribe(listen)
  try {
    await using _ = await new GenericContainer(image).withCommand(['sleep', 'infinity']).withPullPolicy(policy).start()
  } finally {
    containerChannel.unsubscribe(listen)
  }
  return steps.has('pulled') ? 'pulled' : 'not pulled'
}
