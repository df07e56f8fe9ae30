// Everything is made in a worker thread, which its process ends, or goes down with.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

// It does not outlive the test.
process.once('disconnect', () => process.exit())

// A thread of Node 20 does not read TypeScript by itself, whatever its process was started with.
const program = `import('tsx/esm/api').then(({ register }) => {
  register()
  return import('${new URL('victim.ts', import.meta.url)}')
})`
const worker = new Worker(program, { eval: true, argv: [], stdout: true })
const [chunk] = await once(worker.stdout, 'data')
process.stdout.write(chunk)
if (process.argv[2] === 'terminate') await worker.terminate()
setInterval(() => {}, 1_000)
