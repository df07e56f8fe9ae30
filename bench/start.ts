/**
 * Starts a small container through the builder, and by the raw calls of the API (create, start, inspect), in turn.
 * Usage: npm run bench:start [rounds]
 */

import { GenericContainer } from '../src/index.ts'
import { defaultEngine } from '../src/run/default-engine.ts'
import { printProgress } from '../test/testbed/progress.ts'
import { startTestbed } from '../test/testbed/testbed.ts'
import { median, table } from './figures.ts'

const image = 'busybox:latest'
const command = ['sleep', 'infinity']
const rounds = Number(process.argv[2] ?? 30)
const bed = startTestbed([image], { onProgress: printProgress })
process.env.DOCKER_HOST = (await bed.engine).host
await bed.ready
const engine = await defaultEngine()

const raw = async (): Promise<string> => {
  const { Id } = await engine.containers.create({ Image: image, Cmd: command })
  await engine.containers.start(Id)
  await engine.containers.inspect(Id)
  return Id
}

const built = async (): Promise<string> => (await new GenericContainer(image).withCommand(command).start()).getId()

const timed = async (start: () => Promise<string>): Promise<number> => {
  const begin = performance.now()
  const id = await start()
  const ms = performance.now() - begin
  await engine.containers.remove(id, { force: true, volumes: true })
  return ms
}

await timed(raw)
await timed(built)
const rawMs: number[] = []
const builtMs: number[] = []
for (let round = 0; round < rounds; round++) {
  // Who goes first alternates, so that neither always meets the engine as the other left it.
  const order = round % 2 ? ([raw, built] as const) : ([built, raw] as const)
  for (const start of order) (start === raw ? rawMs : builtMs).push(await timed(start))
}

console.log(
  table([
    ['', 'median ms', 'min ms', 'max ms'],
    [
      'raw create, start, inspect',
      ...[median(rawMs), Math.min(...rawMs), Math.max(...rawMs)].map((ms) => ms.toFixed(1)),
    ],
    [
      'GenericContainer.start()',
      ...[median(builtMs), Math.min(...builtMs), Math.max(...builtMs)].map((ms) => ms.toFixed(1)),
    ],
  ]),
)
console.log(
  `ratio of the medians ${(median(builtMs) / median(rawMs)).toFixed(3)}, median of the paired ratios ${median(builtMs.map((ms, index) => ms / (rawMs[index] ?? ms))).toFixed(3)}, ${rounds} rounds`,
)
