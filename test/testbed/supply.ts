import type { TestEngine } from './engine.ts'
import { EngineImages } from './engine-images.ts'
import { Hub } from './hub.ts'
import { fullName, isOfHub } from './images/name.ts'
import type { Recipe } from './images/recipe.ts'
import { recipeOf, revision } from './images/recipes.ts'
import { withLock } from './lock.ts'
import { mirror, mirrored } from './mirror.ts'
import type { EnsureToolsOptions } from './packages.ts'
import { step } from './progress.ts'
import { ensureRegistries } from './registry.ts'
import type { Workshop } from './workshop.ts'

/** Sees to it that images are in an engine: there already, pulled, or made here. */
export class ImageSupply {
  readonly #engine: TestEngine
  readonly #images: EngineImages
  readonly #hub: Hub
  readonly #workshop: Workshop
  readonly #options: EnsureToolsOptions
  readonly #atFirst: Promise<ReadonlyMap<string, string>>
  readonly #supplied = new Map<string, Promise<void>>()
  readonly #mirroring = new Map<Recipe, Promise<void>>()

  constructor(engine: TestEngine, workshop: Workshop, options: EnsureToolsOptions) {
    this.#engine = engine
    this.#workshop = workshop
    this.#options = options
    this.#images = new EngineImages(engine.host, options.signal)
    this.#hub = new Hub(this.#images, options.onProgress)
    this.#atFirst = this.#images.present()
    this.#atFirst.catch(() => {})
  }

  /**
   * Resolves when the image is in the engine.
   *
   * @param priority the highest is made first
   */
  image(name: string, priority: number): Promise<void> {
    const full = fullName(name)
    const begun = this.#supplied.get(full) ?? this.#supply(full, priority)
    begun.catch(() => {})
    this.#supplied.set(full, begun)
    return begun
  }

  /** Resolves when the local registry has what it should have. */
  async settled(): Promise<void> {
    await Promise.all(this.#mirroring.values())
  }

  async #supply(name: string, priority: number) {
    const recipe = recipeOf(name)
    const present = await this.#atFirst
    if (!isCurrent(recipe, present.get(name))) {
      await withLock(`image ${recipe.names[0]}`, () => this.#fetch(name, recipe, priority), this.#options.signal)
    }
    this.#workshop.cancel(recipe)
    if (this.#engine.isOurs) this.#mirrorLater(recipe)
  }

  async #fetch(name: string, recipe: Recipe, priority: number) {
    const { onProgress, signal } = this.#options
    // Another command may have fetched it while we waited for the lock.
    if (isCurrent(recipe, (await this.#images.present()).get(name))) return
    if (this.#engine.isOurs && (await mirrored(name)) === revision(recipe)) {
      const pull = () => this.#images.pull(name)
      if (
        await step(onProgress, name, 'pulling from the local registry', pull).then(
          () => true,
          () => false,
        )
      )
        return
    }
    if (recipe.isPublished !== false && (await this.#hub.pull(name, signal))) return
    const [folder] = await Promise.all([this.#workshop.prepare(recipe, priority), this.#parentOf(recipe, priority)])
    await this.#workshop.build(recipe, folder, this.#images)
  }

  #parentOf({ parent }: Recipe, priority: number) {
    return parent === undefined ? undefined : this.image(parent, priority)
  }

  #mirrorLater(recipe: Recipe) {
    if (this.#mirroring.has(recipe)) return
    const work = this.#workshop.later(() => this.#mirror(recipe))
    work.catch(() => {})
    this.#mirroring.set(recipe, work)
  }

  async #mirror(recipe: Recipe) {
    const present = await this.#images.present()
    const missing: string[] = []
    for (const name of recipe.names.filter(isOfHub)) {
      if (present.has(name) && (await mirrored(name)) !== present.get(name)) missing.push(name)
    }
    if (missing.length === 0) return
    const { open } = await ensureRegistries(this.#options)
    await step(this.#options.onProgress, recipe.names[0], 'copying it to the local registry', async () => {
      for (const name of missing) await mirror(this.#images, name, present.get(name) ?? '', open)
    })
  }
}

// An image without a revision comes from elsewhere, and is as good as any.
const isCurrent = (recipe: Recipe, present: string | undefined) => present === '' || present === revision(recipe)
