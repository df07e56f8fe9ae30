import { connect as connectTcp, isIP, type Socket } from 'node:net'
import type { TcpAddress } from '../../engine/address.ts'
import type { HttpProxy } from '../../engine/proxy.ts'

/**
 * Opens a connection to an engine through a proxy, by CONNECT: the engine's streams and upgraded connections pass as they are.
 *
 * @throws Error with the proxy's status when it refuses
 */
export const openTunnel = async (
  { hostname, port, tls }: Omit<TcpAddress, 'proxy'>,
  proxy: HttpProxy,
): Promise<Socket> => {
  const near = await connectTo(proxy)
  const target = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`
  const authorization = proxy.authorization ? `Proxy-Authorization: ${proxy.authorization}\r\n` : ''
  near.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`)
  try {
    const status = await readStatus(near)
    if (!status.startsWith('2')) {
      throw new Error(
        `the proxy \`${proxy.hostname}:${proxy.port}\` answered ${status} when it was asked for \`${target}\``,
      )
    }
    return tls ? await secured(near, hostname, tls) : near
  } catch (error) {
    near.destroy()
    throw error
  }
}

const connectTo = async ({ hostname, port, secure }: HttpProxy): Promise<Socket> => {
  const socket = secure
    ? (await import('node:tls')).connect({ port, ...called(hostname) })
    : connectTcp({ host: hostname, port })
  return whenReady(socket, secure ? 'secureConnect' : 'connect')
}

const secured = async (socket: Socket, hostname: string, tls: NonNullable<TcpAddress['tls']>): Promise<Socket> => {
  const { connect } = await import('node:tls')
  return whenReady(connect({ ...tls, socket, ...called(hostname), ALPNProtocols: ['http/1.1'] }), 'secureConnect')
}

// What the certificate is checked for. TLS has no way to ask a server for an address.
const called = (hostname: string): { readonly host: string; readonly servername?: string } =>
  isIP(hostname) ? { host: hostname } : { host: hostname, servername: hostname }

const whenReady = (socket: Socket, event: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const giveUp = () => socket.destroy(new Error('no connection within 10 s'))
    socket.setTimeout(timeoutMs, giveUp)
    socket.once('error', reject)
    socket.once(event, () => {
      socket.off('timeout', giveUp)
      socket.setTimeout(0)
      socket.off('error', reject)
      resolve(socket.setNoDelay(true))
    })
  })

// The head of the answer only: what follows belongs to the engine.
const readStatus = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let head = Buffer.alloc(0)
    const done = (act: () => void) => {
      socket.off('readable', onReadable).off('error', onError).off('close', onClose)
      socket.setTimeout(0)
      act()
    }
    const onError = (error: Error) => done(() => reject(error))
    const onClose = () => onError(new Error('the proxy closed the connection'))
    const onReadable = () => {
      for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read()) {
        head = Buffer.concat([head, chunk])
        const end = head.indexOf('\r\n\r\n')
        if (end < 0 && head.length < headLimit) continue
        if (end >= 0 && head.length > end + 4) socket.unshift(head.subarray(end + 4))
        const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1'))?.[1]
        return done(() => (status && end >= 0 ? resolve(status) : reject(new Error('the proxy does not speak HTTP'))))
      }
    }
    socket.on('readable', onReadable).on('error', onError).on('close', onClose)
    socket.setTimeout(timeoutMs, () => onError(new Error('the proxy did not answer within 10 s')))
  })

const timeoutMs = 10_000
const headLimit = 16_384
