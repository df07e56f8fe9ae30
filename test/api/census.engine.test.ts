import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { startContainer } from './support/resources.ts'

const program = new URL('everything.ts', import.meta.url).pathname

test.each([
  ['that has closed its engine, whatever was open', 'close'],
  ['that only lets go of what it used', 'idle'],
])('a process %s holds nothing of ours, and ends by itself', async (_, mode) => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine, { Cmd: ['sh', '-c', 'echo hello; sleep 1000'] })
  const child = spawn(process.execPath, ['--import', 'tsx', program, container.id, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  try {
    const lines: string[] = []
    for await (const line of createInterface(child.stdout)) {
      lines.push(line)
      if (line.startsWith('{')) break
    }
    const told = performance.now()
    expect(lines).toEqual(['ready', '{"resources":[],"listeners":0,"ofSignal":0}'])
    expect(await ended).toEqual([0, null])
    expect(performance.now() - told).toBeLessThan(1000)
  } finally {
    child.kill('SIGKILL')
  }
})
