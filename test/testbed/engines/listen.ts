// listen.ts PORT: listens, and hands the listening socket to its parent.
import { createServer, type Server } from 'node:net'

const tell = (message: string, handle?: Server): void => {
  process.send?.(message, handle, {}, () => process.exit())
}

const server = createServer()
server.on('error', (error: NodeJS.ErrnoException) => tell(error.code === 'EADDRINUSE' ? 'in use' : error.message))
server.listen(Number(process.argv[2]), '127.0.0.1', () => tell('listening', server))
