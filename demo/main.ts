import { runDemo } from './demo.ts'
import { minio } from './dependencies/minio.ts'
import { mysql } from './dependencies/mysql.ts'
import { opensearch } from './dependencies/opensearch.ts'
import { shownSeconds } from './progress/step.ts'

// npm run demo [mysql|minio|opensearch …]: real servers, started side by side, asked by real drivers, and gone.

const known = [mysql, minio, opensearch]

const dependenciesOf = (names: readonly string[]) =>
  names.length === 0 ? known : [...new Set(names)].map((name) => known.find((it) => it.name === name) ?? refuse(name))

const refuse = (name: string): never => {
  throw new Error(`Unknown dependency \`${name}\`: expected ${known.map((it) => it.name).join(', ')}.`)
}

const say = (subject: string, text: string) => process.stdout.write(`${subject.padEnd(11)} ${text}\n`)

const interrupted = new AbortController()
// Once: a second Ctrl-C ends the process where it stands, and the watchdog removes what is left.
process.once('SIGINT', () => interrupted.abort(new Error('Interrupted.')))

try {
  await runDemo(dependenciesOf(process.argv.slice(2)), say, interrupted.signal)
  say('total', shownSeconds(performance.now() / 1000))
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
