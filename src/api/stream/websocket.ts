import { createHash, randomBytes } from 'node:crypto'
import { Duplex } from 'node:stream'
import { ProtocolError } from '../errors.ts'
import type { Call, Wire } from '../wire/wire.ts'
import { clientFrame, opcodes, type WebSocketEvent, WebSocketFrames } from './websocket-frames.ts'

/** Asks for a WebSocket. @throws ProtocolError when what answers does not speak it */
export const openWebSocket = async (wire: Wire, call: Call): Promise<WebSocketStream> => {
  const key = randomBytes(16).toString('base64')
  const { headers, socket } = await wire.upgrade({
    ...call,
    protocol: 'websocket',
    headers: { ...call.headers, 'sec-websocket-version': '13', 'sec-websocket-key': key },
  })
  if (headers['sec-websocket-accept'] === acceptance(key)) return new WebSocketStream(socket)
  socket.destroy()
  throw new ProtocolError(
    `What answers to \`${call.method} ${call.path}\` handed over something else than a WebSocket.`,
  )
}

/**
 * The bytes that travel inside a WebSocket, of text and binary messages alike.
 * `end()` closes our half only: the engine takes it for end-of-file, and goes on sending. Unlike a bare connection, a
 * WebSocket says when it is over, so one that just ends has broken: reading it rejects with a ProtocolError.
 */
export class WebSocketStream extends Duplex {
  readonly #socket: Duplex
  readonly #frames = new WebSocketFrames()
  #closeIsSent = false
  #isOver = false

  constructor(socket: Duplex) {
    super({ allowHalfOpen: false })
    this.#socket = socket
    // The owner attaches its listeners later; an error in between must not end the process.
    this.on('error', () => {})
    socket.on('data', (chunk: Uint8Array) => this.#receive(chunk))
    socket.once('end', () => this.#broken())
    socket.once('error', (error) => this.#broken(error))
    socket.once('close', () => this.#broken())
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Uint8Array, _: BufferEncoding, done: (error?: Error | null) => void): void {
    // Nobody reads it any more, and what is still to be read must not be lost for it.
    if (this.#isOver) done()
    else this.#socket.write(clientFrame(opcodes.binary, chunk), done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#sendClose()
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }

  #receive(chunk: Uint8Array): void {
    try {
      for (const event of this.#frames.read(chunk)) {
        if (this.#isOver || this.destroyed) return
        this.#handle(event)
      }
    } catch (error) {
      this.destroy(error as Error)
    }
  }

  #handle(event: WebSocketEvent): void {
    if (event.kind === 'data') {
      if (!this.push(event.data)) this.#socket.pause()
    } else if (event.kind === 'ping') {
      if (!this.#closeIsSent) this.#socket.write(clientFrame(opcodes.pong, event.data))
    } else if (event.kind === 'close') {
      this.#closed(event.code, event.reason)
    }
  }

  #closed(code: number | undefined, reason: string): void {
    if (code !== undefined && code !== normalClosure) {
      throw new ProtocolError(`The engine closed the WebSocket with code ${code}: ${reason || 'it gave no reason'}.`)
    }
    this.#isOver = true
    this.#sendClose()
    this.#socket.end()
    this.push(null)
  }

  #sendClose(): void {
    if (this.#closeIsSent || this.#socket.destroyed) return
    this.#closeIsSent = true
    this.#socket.write(clientFrame(opcodes.close, normal))
  }

  #broken(error?: Error): void {
    // Who has closed need not wait for our own close frame.
    if (this.#isOver || this.destroyed) return
    const where = this.#frames.isBetweenMessages ? 'ended without being closed' : 'was cut in the middle of a frame'
    this.destroy(error ?? new ProtocolError(`The WebSocket ${where}. Check that the engine is still running.`))
  }
}

const acceptance = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

const normalClosure = 1000
const normal = Buffer.from([normalClosure >> 8, normalClosure & 0xff])
