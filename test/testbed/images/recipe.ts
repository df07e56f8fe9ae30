import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Tool } from '../packages.ts'
import type { OnProgress } from '../progress.ts'

/** How an image is made where no registry can be reached. */
export interface Recipe {
  /** Every name that the image gets; the first one names the recipe. */
  readonly names: readonly [string, ...string[]]
  /** Whether a registry may be asked for the names; false for images of the test bed's own. @default true */
  readonly isPublished?: boolean
  /** Name of the recipe that the image starts FROM. */
  readonly parent?: string
  /** Programs that `prepare` runs. */
  readonly tools: readonly Tool[]
  /** Seconds that `prepare` takes, roughly: the longest begins first. */
  readonly seconds: number
  /** Files and folders that make the image what it is, in the folder of the recipes. */
  readonly sources: readonly string[]
  /** Instructions for an image made of a root file system; without them the folder is a build context. */
  readonly changes?: readonly string[]
  /** Fills the folder with `rootfs.tar` or a build context; needs no engine. */
  readonly prepare: (folder: string, work: Work) => Promise<void>
}

export interface Work {
  /** Name of the recipe, for progress and log files. */
  readonly name: string
  readonly onProgress?: OnProgress | undefined
  readonly signal?: AbortSignal | undefined
}

/** Path of a file or folder beside the recipes. */
export const sourcePath = (...below: string[]): string => join(fileURLToPath(new URL('.', import.meta.url)), ...below)

/** Changes when one of the sources does, so that an image of yesterday's recipe is not taken for today's. */
export const revisionOf = (recipe: Recipe, parent?: Recipe): string => {
  const hash = createHash('sha256').update(parent ? revisionOf(parent) : '')
  for (const source of recipe.sources) for (const file of filesOf(sourcePath(source))) hash.update(readFileSync(file))
  return hash.update(recipe.names[0]).digest('hex').slice(0, 12)
}

const filesOf = (path: string): string[] =>
  statSync(path).isFile()
    ? [path]
    : readdirSync(path)
        .sort()
        .flatMap((name) => filesOf(join(path, name)))
