import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { cachePath } from './cache.ts'
import type { EngineImages } from './engine-images.ts'

/** Which revision of an image the local registry serves; undefined for none. */
export const mirrored = (name: string): Promise<string | undefined> =>
  readFile(stampFile(name), 'utf8').catch(() => undefined)

/** Gives an image to the local registry, so that the next engine gets it by pulling its plain name. */
export const mirror = async (images: EngineImages, name: string, revision: string, address: string): Promise<void> => {
  await images.push(name, address)
  await mkdir(dirname(stampFile(name)), { recursive: true })
  await writeFile(stampFile(name), revision)
}

// Beside the registry's own files: when they are removed, so is the memory of what they hold.
const stampFile = (name: string) => cachePath('registry', 'pushed', encodeURIComponent(name))
