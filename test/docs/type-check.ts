import { join } from 'node:path'
import ts from 'typescript'
import { type Block, projectFolder } from './blocks.ts'

/** Type-checks blocks as modules of this project, all in one program, with the package's own names for its source. */
export const typeErrors = (blocks: readonly Block[]): readonly string[] => {
  // `docs/api.md:12.ts`: each block is a file beside its page, which exists only here.
  const files = new Map(blocks.map((block) => [join(projectFolder, `${block.place}.ts`), block]))
  const options = { ...projectOptions(), ...snippetOptions }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile } = host
  host.getSourceFile = (name, language) => {
    const code = files.get(name)?.code
    return code === undefined ? getSourceFile(name, language) : ts.createSourceFile(name, code, language)
  }
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name)?.code ?? readFile(name)
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files].flatMap(([name, { place }]) => {
    const file = program.getSourceFile(name)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      (found) => `${place}: ${excerpt(found)}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`,
    )
  })
}

const projectOptions = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile(join(projectFolder, 'tsconfig.json'), ts.sys.readFile)
  return ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, projectFolder).options
}

const snippetOptions: ts.CompilerOptions = {
  paths: {
    slipway: [join(projectFolder, 'src/index.ts')],
    'slipway/api': [join(projectFolder, 'src/api/index.ts')],
    'slipway/*': ['modules', 'runners'].map((folder) => join(projectFolder, `src/${folder}/*.ts`)),
  },
  moduleDetection: ts.ModuleDetectionKind.Force,
  noEmit: true,
  // A snippet may show a value without using it.
  noUnusedLocals: false,
  noUnusedParameters: false,
  declaration: false,
  isolatedDeclarations: false,
}

const excerpt = ({ file, start = 0, length = 0 }: ts.Diagnostic): string =>
  `\`${file?.text.slice(start, start + Math.max(length, 1)).split('\n')[0]}\``
