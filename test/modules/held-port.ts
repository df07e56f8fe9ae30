import { once } from 'node:events'
import { createServer } from 'node:net'

export interface HeldPort extends AsyncDisposable {
  readonly port: number
}

/** A port of this machine that nobody else can listen on. */
export const heldPort = async (): Promise<HeldPort> => {
  const server = createServer().listen(0, '0.0.0.0')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`Expected a TCP address, got \`${address}\`.`)
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}
