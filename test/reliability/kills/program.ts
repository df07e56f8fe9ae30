// Starts a network, a volume and some containers, and kills itself where its first argument says so.

import { subscribe } from 'node:diagnostics_channel'
import { session } from '../../../src/cleanup/session.ts'
import { GenericContainer, Network, Volume } from '../../../src/index.ts'
import { MySqlContainer } from '../../../src/modules/mysql.ts'

// It does not outlive the test.
process.once('disconnect', () => process.exit())

const [, , moment, withMySql] = process.argv

const dieHere = (): void => void process.kill(process.pid, 'SIGKILL')

if (moment === 'created') {
  subscribe('slipway:container', (event) => {
    if (event instanceof Object && 'step' in event && event.step === 'created') dieHere()
  })
}
if (moment === 'creating') {
  subscribe('undici:client:sendHeaders', (sent) => {
    // The engine has the request when this turn is over, and nobody will read its answer.
    if (sent instanceof Object && 'headers' in sent && String(sent.headers).includes('/containers/create')) {
      setImmediate(() => setImmediate(dieHere))
    }
  })
}

process.stdout.write(`${session().id}\n`)
const box = async (network: Network): Promise<void> => {
  const [volume, started] = await Promise.all([new Volume().start(), network.start()])
  const builder = new GenericContainer('busybox')
    .withCommand(['sleep', 'infinity'])
    .withNetwork(started)
    .withBindMounts([{ source: volume.getName(), target: '/data' }])
  await Promise.all([builder.start(), builder.start()])
}
await Promise.all([box(new Network()), withMySql === 'mysql' && new MySqlContainer('mysql:9.7').start()])
setInterval(() => {}, 1_000)
