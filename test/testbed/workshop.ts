import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineImages } from './engine-images.ts'
import type { Recipe } from './images/recipe.ts'
import { revision } from './images/recipes.ts'
import { kept } from './kept.ts'
import { type EnsureToolsOptions, ensureTools } from './packages.ts'
import { step } from './progress.ts'
import { Slots } from './schedule.ts'

/** Makes images by their recipes, two at a time. */
export class Workshop {
  readonly #options: EnsureToolsOptions
  readonly #slots = new Slots(2)
  readonly #prepared = new Map<Recipe, Preparation>()

  constructor(options: EnsureToolsOptions) {
    this.#options = options
  }

  /** Makes what an image consists of, once; no engine is needed for that. Resolves to the folder. */
  prepare(recipe: Recipe, priority: number): Promise<string> {
    const begun = this.#prepared.get(recipe)
    if (begun) return begun.folder
    const cancel = new AbortController()
    const folder = this.#prepare(recipe, priority, cancel.signal)
    // It may begin long before somebody waits for it.
    folder.catch(() => {})
    this.#prepared.set(recipe, { folder, cancel })
    return folder
  }

  /** Ends a preparation that turned out not to be needed. */
  cancel(recipe: Recipe): void {
    this.#prepared.get(recipe)?.cancel.abort()
    this.#prepared.delete(recipe)
  }

  /** Makes the image in the engine, under every name of its recipe. Its parent must be there. */
  async build(recipe: Recipe, folder: string, images: EngineImages): Promise<void> {
    const [name, ...others] = recipe.names
    const rootfs = join(folder, 'rootfs.tar')
    await step(this.#options.onProgress, name, 'handing it to the engine', async () => {
      if (existsSync(rootfs)) await images.importRootfs(rootfs, name, revision(recipe), recipe.changes ?? [])
      else await images.build(folder, name, revision(recipe))
      for (const other of others) await images.tag(name, other)
    })
  }

  /** Does something of low importance while no preparation waits. */
  later<T>(work: () => Promise<T>): Promise<T> {
    return this.#slots.run(Number.NEGATIVE_INFINITY, work)
  }

  async #prepare(recipe: Recipe, priority: number, cancelled: AbortSignal) {
    const [name] = recipe.names
    const signal = this.#options.signal ? AbortSignal.any([this.#options.signal, cancelled]) : cancelled
    const work = { name, onProgress: this.#options.onProgress, signal }
    const make = async (folder: string) => {
      await ensureTools(recipe.tools, work)
      await this.#slots.run(priority, () => step(work.onProgress, name, 'building', () => recipe.prepare(folder, work)))
    }
    return kept(name, revision(recipe), make, signal)
  }
}

interface Preparation {
  readonly folder: Promise<string>
  readonly cancel: AbortController
}
