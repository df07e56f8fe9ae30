import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { remembered } from './remembered.ts'
import type { Road } from './road.ts'

/**
 * A way for an engine on this machine: listens at the address of the engine's bridge, which containers reach, and hands on what comes to
 * the same port of `localhost`, where many servers listen only.
 */
export const relayAt = (address: string): Road => {
  const opened = new Map<number, Promise<void>>()
  return {
    open: (port) => remembered(opened, port, () => listen(address, port)),
    addressIn: async () => address,
    leave: async () => {},
  }
}

const listen = async (address: string, port: number): Promise<void> => {
  const server = createServer({ allowHalfOpen: true }, (incoming) => {
    const outgoing = connect({ host: 'localhost', port, allowHalfOpen: true })
    for (const socket of [incoming, outgoing]) socket.setNoDelay().unref()
    join(incoming, outgoing)
  })
  // It must not keep the process: it is for the containers of this process, and they end with it.
  server.listen(port, address).unref()
  try {
    await once(server, 'listening')
  } catch (error) {
    // Then a server listens on every address, and is reached without us.
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
  }
}

const join = (left: Socket, right: Socket): void => {
  // What breaks one half has ended the connection; there is nobody here to be told.
  const bothEnd = (error: unknown) => {
    if (!error) return
    left.destroy()
    right.destroy()
  }
  pipeline(left, right, bothEnd)
  pipeline(right, left, bothEnd)
}
