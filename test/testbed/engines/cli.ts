import { printProgress } from '../progress.ts'
import { nestedEngines, stopNested } from './nested-engine.ts'
import { printTable, testTarget } from './report.ts'
import { type Target, targetOf, targets } from './targets.ts'

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort(new Error(`Ended by ${signal}.`)))
}
const options = { onProgress: printProgress, signal: interrupted.signal }

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  /** The engine tests, one engine after the other: all that are quickly made, when none is named. */
  async test(args) {
    const filters = args.filter((arg) => arg.includes('/'))
    const names = args.filter((arg) => !arg.includes('/') && arg !== '--keep')
    const chosen = names.length > 0 ? names.map(targetOf) : targets.filter(({ isSlow }) => !isSlow)
    const results = []
    for (const target of chosen) {
      results.push(await testTarget(target, { ...options, filters, keep: args.includes('--keep') }))
    }
    printTable(results)
    process.exitCode = results.every(({ outcome }) => outcome?.failed === 0) ? 0 : 1
  },

  /** One engine that stays. */
  async up([name = '']) {
    const { env, prefix } = await targetOf(name).start(options)
    for (const [variable, value] of Object.entries(env))
      process.stdout.write(`export ${variable}=${value.replace(process.env.PATH ?? '', '$PATH')}\n`)
    if (prefix.length > 0) process.stdout.write(`# before each program that uses it: ${prefix.join(' ')}\n`)
  },

  /** Ends those that stayed: all, when none is named. */
  async down(names) {
    for (const name of names.length > 0 ? names : await nestedEngines()) {
      await stopNested(name)
      process.stdout.write(`${name} stopped\n`)
    }
  },

  async list() {
    for (const { name, about, isSlow } of targets as readonly Target[]) {
      process.stdout.write(`${name.padEnd(14)} ${about}${isSlow ? '; only when it is named' : ''}\n`)
    }
  },
}

const [name = 'list', ...rest] = process.argv.slice(2)
const command = commands[name]
if (command === undefined) {
  process.stderr.write(
    `Unknown command \`${name}\`: expected test [engine…] [file or folder…], up engine, down [engine…] or list.\n`,
  )
  process.exitCode = 1
} else {
  await command(rest).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = interrupted.signal.aborted ? 130 : 1
  })
}
