import type { Readable, Writable } from 'node:stream'

/**
 * Writes a stream into a process, and then ends its input. Resolves early when the process is over.
 *
 * @throws the source's own error
 */
export const feed = async (source: Readable, stdin: Writable): Promise<void> => {
  for await (const chunk of source) {
    if (stdin.destroyed) return
    if (!stdin.write(chunk)) await drained(stdin)
  }
  stdin.end()
}

/** Also when nobody will ever read again. */
const drained = (stdin: Writable): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      stdin.off('drain', done).off('close', done)
      resolve()
    }
    stdin.on('drain', done).on('close', done)
    if (stdin.destroyed) done()
  })
