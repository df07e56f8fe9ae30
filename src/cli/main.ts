#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { prune } from '../cleanup/prune.ts'
import { SlipwayError } from '../events/error.ts'
import { defaultEngine } from '../run/default-engine.ts'
import { pruneReport } from './prune-report.ts'

const usage = `Usage: slipway prune [--all] [--dry-run]

Lists and removes what processes that have ended have left on the engine: containers, networks, volumes and images.

  --all      also what is to stay (reused containers, withAutoCleanup(false)), and what processes on other machines
             may still need; not what living processes on this machine have
  --dry-run  remove nothing, only list

The engine is found as the docker command finds it: DOCKER_HOST, contexts, usual sockets.`

/** @returns the exit code */
const main = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { all: { type: 'boolean' }, 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) return print(usage)
  const [command, ...rest] = positionals
  if (command !== 'prune' || rest.length > 0) {
    process.stderr.write(`${command ? `There is no command \`${positionals.join(' ')}\`.\n\n` : ''}${usage}\n`)
    return 2
  }
  const dryRun = values['dry-run'] ?? false
  const result = await prune({ all: values.all ?? false, dryRun })
  print(pruneReport(result, { dryRun }))
  await (await defaultEngine()).close()
  return result.notRemoved.length > 0 ? 1 : 0
}

const print = (text: string): 0 => {
  process.stdout.write(`${text}\n`)
  return 0
}

// A mistake of the user's, or of the machine's, is told without a stack.
const isForPeople = (error: unknown): error is Error =>
  error instanceof SlipwayError || (error instanceof TypeError && 'code' in error)

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    if (!isForPeople(error)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS') ? 2 : 1
  },
)
