import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import ts from 'typescript'

const projectFolder = join(import.meta.dirname, '..', '..')

/** Whose declarations stand behind the imports: the packages' that the files name, or ours. */
export type Package = 'testcontainers' | 'slipway'

/** The files that are written for testcontainers, as paths. */
export const filesIn = (folder: 'snippets' | 'migration'): readonly string[] =>
  readdirSync(join(import.meta.dirname, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(import.meta.dirname, folder, name))

/** Files as one program, with one of the two packages behind what they import. */
export const program = (files: readonly string[], behind: Package): ts.Program => {
  const { config } = ts.readConfigFile(join(projectFolder, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, projectFolder)
  return ts.createProgram(files, { ...options, isolatedDeclarations: false, paths: paths[behind] })
}

/** What the compiler has to say against files, with their places. */
export const typeErrors = (files: readonly string[], behind: Package): readonly string[] => {
  const checked = program(files, behind)
  return files.flatMap((path) => {
    const file = checked.getSourceFile(path)
    return [...checked.getSyntacticDiagnostics(file), ...checked.getSemanticDiagnostics(file)].map(sentence)
  })
}

const source = (path: string): [string] => [join(projectFolder, 'src', path)]

const paths: Readonly<Record<Package, Record<string, [string]>>> = {
  testcontainers: {},
  slipway: { testcontainers: source('index.ts'), '@testcontainers/*': source('modules/*.ts') },
}

const sentence = ({ file, start = 0, messageText }: ts.Diagnostic): string => {
  const line = file ? ts.getLineAndCharacterOfPosition(file, start).line + 1 : 0
  return `${basename(file?.fileName ?? '')}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
}
