// A program that makes one of everything, says its session, and then lives until somebody ends it.

import { session } from '../../src/cleanup/session.ts'
import { GenericContainer, Network, Volume } from '../../src/index.ts'

// It does not outlive the test.
process.once('disconnect', () => process.exit())

const [network, volume] = await Promise.all([new Network().start(), new Volume().start()])
const starting = new GenericContainer('busybox')
  .withCommand(['sleep', 'infinity'])
  .withNetwork(network)
  .withBindMounts([{ source: volume.getName(), target: '/data' }])
await starting.start()
process.stdout.write(`${session().id}\n`)
if (process.argv[2] === 'while-starting') for (;;) await starting.start()
if (process.argv[2] === 'exit') process.exit(3)
if (process.argv[2] === 'throw') throw new Error('uncaught, on purpose')
setInterval(() => {}, 1000)
