import { Engine } from '../../../src/api/index.ts'
import { EngineImages } from '../engine-images.ts'
import { mirroredRepo, splitName } from '../images/name.ts'
import { projectImages } from '../project-images.ts'

/** Copies the images that the engine tests start from one engine to another, unless it has them. */
export const handOver = async (from: string, to: string): Promise<void> => {
  const source = new EngineImages(from)
  const present = await new EngineImages(to).present()
  const there = await source.present()
  const missing = projectImages.engine.filter((name) => present.get(name) !== there.get(name))
  if (missing.length === 0) return
  await using outer = await Engine.connect({ host: from })
  await using inner = await Engine.connect({ host: to })
  await inner.images.load(await outer.images.save(missing))
  // Podman takes names without a registry for those of this machine, and a short one for the first that is there.
  for (const name of missing) {
    const local = `localhost/${name}`
    if (
      !(await inner.images.inspect(local).then(
        () => true,
        () => false,
      ))
    )
      continue
    await inner.images.tag(local, { repo: `docker.io/${mirroredRepo(name)}`, tag: splitName(name).tag })
    await inner.images.remove(local, { noprune: true })
  }
}
