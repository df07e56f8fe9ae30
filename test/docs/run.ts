import { createRequire } from 'node:module'
import { formatWithOptions } from 'node:util'
import ts from 'typescript'
import * as api from '../../src/api/index.ts'
import * as slipway from '../../src/index.ts'
import * as minio from '../../src/modules/minio.ts'
import * as mysql from '../../src/modules/mysql.ts'
import * as opensearch from '../../src/modules/opensearch.ts'
import type { Block } from './blocks.ts'

/** Runs a block in this process. @returns what it gave to console.log() */
export const run = async ({ code }: Block): Promise<readonly string[]> => {
  const printed: string[] = []
  const log = (...values: unknown[]) =>
    printed.push(formatWithOptions({ breakLength: Number.POSITIVE_INFINITY }, ...values))
  const body = new AsyncFunction('require', 'exports', 'console', commonJs(code))
  await body((name: string) => ours[name] ?? require(name), {}, { log })
  return printed
}

/** What a block promises to print: the comments behind its console.log() calls. */
export const promised = ({ code }: Block): readonly string[] =>
  [...code.matchAll(/console\.log\(.*\) \/\/ (.+)$/gm)].map(([, text = '']) => text)

const require = createRequire(import.meta.url)

// The package under its own names, as this process has it: clean-up and settings are those of the test.
const ours: Readonly<Record<string, unknown>> = {
  slipway,
  'slipway/api': api,
  'slipway/mysql': mysql,
  'slipway/minio': minio,
  'slipway/opensearch': opensearch,
}

const AsyncFunction: FunctionConstructor = Object.getPrototypeOf(async () => {}).constructor

// A body of a function may await, and has no imports: they become calls of `require`. `await using` is beyond Node 20.
const commonJs = (code: string): string =>
  ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      moduleDetection: ts.ModuleDetectionKind.Force,
    },
  }).outputText
