import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../command.ts'
import { type Recipe, sourcePath } from './recipe.ts'

/** A static program and nothing else: an image without a shell, which ends at once. */
export const helloWorld: Recipe = {
  names: ['hello-world:latest'],
  tools: [
    { program: 'gcc', package: 'gcc' },
    { program: '/usr/include/stdio.h', package: 'libc6-dev' },
  ],
  seconds: 1,
  sources: ['hello-world.ts', 'hello-world'],
  prepare: async (folder, work) => {
    const source = sourcePath('hello-world', 'hello.c')
    await run('gcc', ['-Os', '-static', '-s', '-o', join(folder, 'hello'), source], {
      log: `prepare-${work.name}`,
      signal: work.signal,
    })
    await copyFile(sourcePath('hello-world', 'Dockerfile'), join(folder, 'Dockerfile'))
  },
}
