import type { Plugin } from 'rolldown'

/**
 * Leaves out of the bundle what our dependencies load but we cannot reach, with what is measured for it in docs/architecture.md.
 * A path that no longer exists fails the build, so that an upgrade cannot bring it back unseen.
 *
 * @param replacements end of a module's path → CommonJS text to put in its place
 */
export const leaveOut = (replacements: Readonly<Record<string, string>>): Plugin => {
  const unused = new Set(Object.keys(replacements))
  return {
    name: 'leave-out',
    load(id) {
      const path = Object.keys(replacements).find((end) => id.endsWith(`/node_modules/${end}`))
      if (path === undefined) return null
      unused.delete(path)
      return replacements[path] ?? null
    },
    buildEnd(error) {
      if (!error && unused.size > 0)
        this.error(`nothing loads ${[...unused].join(', ')} any more: adapt tsdown.config.ts`)
    },
  }
}
