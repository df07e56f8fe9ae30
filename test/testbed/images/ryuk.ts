import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { goInstall } from './go.ts'
import { type Recipe, sourcePath } from './recipe.ts'

/** A program of ours that speaks the protocol of Ryuk: its own module is not to be had. */
export const ryuk: Recipe = {
  names: ['testcontainers/ryuk:0.14.0'],
  tools: [],
  seconds: 20,
  sources: ['ryuk.ts', 'ryuk'],
  prepare: async (folder, work) => {
    await goInstall(folder, { module: '.', sources: sourcePath('ryuk'), goMinor: 21, variables: {} }, work)
    await copyFile(sourcePath('ryuk', 'Dockerfile'), join(folder, 'Dockerfile'))
  },
}
