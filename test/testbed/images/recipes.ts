import { busybox } from './busybox.ts'
import { debian } from './debian.ts'
import { helloWorld } from './hello-world.ts'
import { jre } from './jre.ts'
import { minio } from './minio.ts'
import { mysql } from './mysql.ts'
import { fullName } from './name.ts'
import { opensearch1, opensearch2 } from './opensearch.ts'
import { type Recipe, revisionOf } from './recipe.ts'
import { ryuk } from './ryuk.ts'
import { socat } from './socat.ts'
import { toxiproxy } from './toxiproxy.ts'

/** Every image that the test bed can make. */
export const recipes: readonly Recipe[] = [
  busybox,
  helloWorld,
  debian,
  socat,
  ryuk,
  toxiproxy,
  jre,
  mysql,
  minio,
  opensearch1,
  opensearch2,
]

/** The recipe of an image, whichever of its names is used. */
export const recipeOf = (name: string): Recipe => {
  const recipe = recipes.find(({ names }) => names.includes(fullName(name)))
  if (recipe) return recipe
  const known = recipes.flatMap(({ names }) => names).join(', ')
  throw new Error(`There is no recipe for image \`${name}\`. Known: ${known}`)
}

/** Revision of a recipe and of what it starts from. */
export const revision = (recipe: Recipe): string =>
  revisionOf(recipe, recipe.parent === undefined ? undefined : recipeOf(recipe.parent))
