import { ensureEngine, type TestEngine } from './engine.ts'
import { fullName } from './images/name.ts'
import { recipeOf } from './images/recipes.ts'
import { hasProgram } from './machine.ts'
import type { EnsureToolsOptions } from './packages.ts'
import { ImageSupply } from './supply.ts'
import { Workshop } from './workshop.ts'

export interface Testbed {
  /** The engine, as soon as it answers. */
  readonly engine: Promise<TestEngine>
  /** Resolves as soon as that one of the images is in the engine. */
  image(name: string): Promise<void>
  /** Resolves when all images are there and the local registry has them too. */
  readonly ready: Promise<void>
}

/** Brings up an engine with these images in it. The first one is made first; of the others, the slowest begins first. */
export const startTestbed = (names: readonly string[], options: EnsureToolsOptions = {}): Testbed => {
  const wanted = [...new Set(names.map(fullName))].map((name, index) => ({
    name,
    priority: index === 0 ? Number.MAX_SAFE_INTEGER : recipeOf(name).seconds,
  }))
  wanted.sort((a, b) => b.priority - a.priority)
  const workshop = new Workshop(options)
  // Where the engine has to be installed, what needs nothing of it begins at once.
  const prepare = () => {
    for (const [index, { name, priority }] of wanted.entries()) {
      const recipe = recipeOf(name)
      if (index === 0 || recipe.tools.every(({ program }) => hasProgram(program)))
        void workshop.prepare(recipe, priority)
    }
  }
  const engine = ensureEngine({ ...options, onInstall: prepare })
  const supply = engine.then((found) => new ImageSupply(found, workshop, options))
  const images = new Map(wanted.map(({ name, priority }) => [name, supply.then((it) => it.image(name, priority))]))
  const ready = Promise.all(images.values()).then(async () => (await supply).settled())
  // Whoever waits sees the failure; nobody has to wait for every one of them.
  for (const promise of [engine, supply, ready, ...images.values()]) promise.catch(() => {})
  return {
    engine,
    image: (name) => images.get(fullName(name)) ?? Promise.reject(new Error(`Image \`${name}\` was not asked for.`)),
    ready,
  }
}
