import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../testbed/command.ts'
import { kept } from '../../testbed/kept.ts'
import { ensureTools } from '../../testbed/packages.ts'

const source = fileURLToPath(new URL('ask-agent.c', import.meta.url))

/** A static program that asks an ssh agent: busybox has none that speaks to a unix socket. */
export const askAgentProgram = async (): Promise<Buffer> => {
  const digest = createHash('sha256').update(await readFile(source))
  const folder = await kept('ssh question', digest.digest('hex').slice(0, 12), async (unfinished) => {
    await ensureTools(
      [
        { program: 'gcc', package: 'gcc' },
        { program: '/usr/include/stdio.h', package: 'libc6-dev' },
      ],
      {},
    )
    await run('gcc', ['-Os', '-static', '-s', '-o', join(unfinished, 'ask-agent'), source], { log: 'ask-agent' })
  })
  return readFile(join(folder, 'ask-agent'))
}
