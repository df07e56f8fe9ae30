import { expect, test } from 'vitest'
import { GenericContainer, type StartedTestContainer, Wait } from '../../../src/index.ts'
import { defaultEngine } from '../../../src/run/default-engine.ts'
import { uniqueName } from '../../api/support/resources.ts'
import { leftBehind } from '../../cleanup/left-behind.ts'
import { recordFigure, times } from '../soak.ts'

const containers = times(10, 50)
const rounds = times(1, 20)

test('containers that start at once are all ready, each at a port of its own, and none is left', async () => {
  const mark = uniqueName()
  const label = `${mark}=yes`
  const engine = await defaultEngine()
  const roundMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const builder = new GenericContainer('busybox')
      .withCommand(['httpd', '-f', '-p', '8080'])
      .withLabels({ [mark]: 'yes' })
      .withExposedPorts(8080)
      .withWaitStrategy(Wait.forListeningPorts())
    const begin = performance.now()
    const started = await Promise.all(Array.from({ length: containers }, () => builder.start()))
    roundMs.push(performance.now() - begin)
    expect(new Set(started.map((container) => container.getMappedPort(8080))).size).toBe(containers)
    expect(await Promise.all(started.map(answers))).toEqual(started.map(() => 404))
    await Promise.all(started.map((container) => container.stop()))
    expect(await leftBehind(engine, label)).toEqual([])
  }
  const slowest = Math.round(Math.max(...roundMs))
  await recordFigure(
    `${containers} containers in parallel, ${rounds} rounds`,
    `all ready, no port twice, 0 left; the slowest round took ${slowest} ms`,
  )
})

const answers = async (container: StartedTestContainer): Promise<number> =>
  (await fetch(`http://${container.getHost()}:${container.getMappedPort(8080)}/`)).status
