import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { EnsureToolsOptions } from '../packages.ts'
import { processMark } from '../process-mark.ts'
import { ensureRegistries } from '../registry.ts'

/**
 * Makes the local registries answer at the same addresses in the network of a process, where 127.0.0.1 is another one.
 * Ends with that process.
 */
export const relayRegistries = async (pid: number, options: EnsureToolsOptions): Promise<void> => {
  const { open, guarded } = await ensureRegistries(options)
  const program = fileURLToPath(new URL('relay-process.ts', import.meta.url))
  const relay = spawn(process.execPath, ['--import', 'tsx', program, processMark(pid), open, guarded], {
    detached: true,
    // Not inherited: whoever reads to its end what this process prints would wait for the engine's end.
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  relay.unref()
  const [word] = await Promise.race([once(relay.stdout, 'data'), once(relay, 'exit')])
  if (String(word) !== 'ready\n')
    throw new Error(`The local registries cannot be made to answer in the engine.\n${await text(relay.stderr)}`)
  relay.stdout.destroy()
  relay.stderr.destroy()
}
