// A program that lets Ryuk run as the settings in its first argument say, and loses its connection to it when it is told the port.

import { subscribe } from 'node:diagnostics_channel'
import { Socket } from 'node:net'
import { configure } from '../../src/index.ts'

const sockets: Socket[] = []
subscribe('net.client.socket', (message) => {
  if (message instanceof Object && 'socket' in message && message.socket instanceof Socket) sockets.push(message.socket)
})
process.on('message', (port) => {
  for (const socket of sockets) if (socket.remotePort === port) socket.destroy()
})

configure({ ryuk: JSON.parse(process.argv[2] || 'null') ?? undefined })
await import('./victim.ts')
