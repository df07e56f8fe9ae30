// relay-process.ts MARK ADDRESS…: listens at addresses in the network of the process that the mark names, and connects from there to
// the same addresses here, until that process ends.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, Server, type Socket } from 'node:net'
import { isAlive } from '../process-mark.ts'
import { enter } from './namespace.ts'

const [mark = '', ...addresses] = process.argv.slice(2)

/** A socket belongs to the network in which it was made, whoever holds it: one process makes it there and hands it over. */
const listenThere = async (port: number) => {
  const [program = '', ...args] = [...enter(Number.parseInt(mark, 10)), process.execPath, '--import', 'tsx']
  const child = fork(new URL('listen.ts', import.meta.url), [String(port)], { execPath: program, execArgv: args })
  const [message, server] = await once(child, 'message')
  if (message === 'in use') return
  if (!(server instanceof Server)) throw new Error(String(message))
  server.on('connection', (near: Socket) => {
    const far = connect(port, '127.0.0.1')
    near.on('error', () => far.destroy()).on('close', () => far.destroy())
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
    near.pipe(far).pipe(near)
  })
}

await Promise.all(addresses.map((address) => listenThere(Number(address.split(':')[1]))))
process.stdout.write('ready\n')
setInterval(() => isAlive(mark) || process.exit(), 500)
