// tcp-program.ts HOST MARK: starts one of everything over a road that fails, tells how that ended, and ends.

import { Engine } from '../../../src/api/index.ts'
import { session } from '../../../src/cleanup/session.ts'
import { wholeStart } from './scenarios.ts'

// It does not outlive the test.
process.once('disconnect', () => process.exit())

const [, , host, mark = ''] = process.argv
process.stdout.write(`${session().id}\n`)
const honest = await Engine.connect()
const engine = await Engine.connect({ host, timeouts: { answerMs: 4_000 } })
const end = await wholeStart({ engine, honest, mark, own: () => {} }).then(
  () => 'success',
  (error: unknown) => (error instanceof Error ? error.name : String(error)),
)
process.send?.(end, () => process.exit())
