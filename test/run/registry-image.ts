import { onTestFinished } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { BUSYBOX, uniqueName } from '../api/support/resources.ts'
import { ensureRegistries } from '../testbed/registry.ts'

/** An image that a registry has and this engine does not. What the test pulls goes with it. */
export const registryImage = async (): Promise<{
  readonly registry: string
  readonly name: string
  readonly full: string
}> => {
  const { open: registry } = await ensureRegistries()
  await using engine = await Engine.connect()
  const [name, tag] = ['library/slipway-test', uniqueName()]
  const full = `${registry}/${name}:${tag}`
  await engine.images.tag(BUSYBOX, { repo: `${registry}/${name}`, tag })
  await engine.images.push(full)
  await engine.images.remove(full)
  onTestFinished(async () => {
    await using engine = await Engine.connect()
    if (await engine.images.exists(full)) await engine.images.remove(full, { force: true })
  })
  return { registry, name: `${name}:${tag}`, full }
}
