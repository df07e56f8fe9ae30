// A program that makes one of everything, says its session, and then lives until somebody ends it.

import { getReaper } from '../../src/cleanup/reaper.ts'
import { session } from '../../src/cleanup/session.ts'
import { GenericContainer, Network, Volume } from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'

// It does not outlive the test.
process.once('disconnect', () => process.exit())

const [network, volume] = await Promise.all([new Network().start(), new Volume().start()])
const starting = new GenericContainer('busybox')
  .withCommand(['sleep', 'infinity'])
  .withNetwork(network)
  .withBindMounts([{ source: volume.getName(), target: '/data' }])
const container = await starting.start()
const end = process.argv[2]
const buildImage = () => GenericContainer.fromDockerfileContent('FROM busybox\nLABEL a=b\n').build()
if (end === 'with-image') await buildImage()
process.stdout.write(`${session().id}\n`)
if (end === 'while-starting') for (;;) await starting.start()
if (end === 'exit') process.exit(3)
if (end?.startsWith('stop')) {
  if (end === 'stop-but-commit') await container.commit({ repo: 'localhost/slipway-victim', tag: session().id })
  if (end === 'stop-but-reaper') await getReaper({ engine: await defaultEngine() })
  if (end === 'stop-but-image') await buildImage()
  if (end === 'stop-but-keep') {
    const kept = await new GenericContainer('busybox').withCommand(['sleep', 'infinity']).start()
    await kept.stop({ remove: false })
  }
  await container.stop()
  await volume.stop()
  if (end !== 'stop-but-network') await network.stop()
  if (end === 'stop-and-throw') throw new Error('uncaught, on purpose')
  process.exit()
}
if (end === 'throw') throw new Error('uncaught, on purpose')
setInterval(() => {}, 1000)
