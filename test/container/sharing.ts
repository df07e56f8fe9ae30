// A program that starts a container that others start and stop too, uses it and gives it back, many times, each time at another moment.

import { setTimeout } from 'node:timers/promises'
import { GenericContainer } from '../../src/index.ts'

const [key = '', rounds = '1'] = process.argv.slice(2)
for (let round = 1; round <= Number(rounds); round++) {
  await setTimeout(Math.random() * 300)
  const container = await new GenericContainer('busybox:latest')
    .withCommand(['sh', '-c', 'trap "sleep 0.1; exit" TERM; sleep infinity & wait'])
    .withLabels({ 'slipway-reuse-test': key })
    .withReuse(key)
    .start()
  const { exitCode, output } = await container.exec(['sh', '-c', 'sleep 0.1; echo works'])
  if (exitCode !== 0 || output !== 'works\n') throw new Error(`Round ${round}: exit code ${exitCode}, \`${output}\``)
  await container.stop({ timeout: round % 2 === 0 ? 0 : 5_000 })
}
process.stdout.write('done')
