import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'rolldown'

/** Writes the licences of all packages whose code is in the bundle, from their own licence files, into one file beside it. */
export const licencesOfBundled = (fileName: string): Plugin => ({
  name: 'licences-of-bundled',
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []))
    const folders = [...new Set(modules.flatMap((id) => packageFolder(id) ?? []))].sort()
    if (folders.length > 0)
      this.emitFile({ type: 'asset', fileName, source: folders.map(licenceOf).join(`\n${'-'.repeat(80)}\n\n`) })
  },
})

const packageFolder = (id: string): string | undefined => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0]

const licenceOf = (folder: string): string => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const texts = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
  if (texts.length === 0) throw new Error(`${name} is bundled and has no licence file: depend on it instead`)
  return [
    `${name} ${version} (${license})\n`,
    ...texts.map((file) => readFileSync(join(folder, file), 'utf8').trim()),
    '',
  ].join('\n')
}
