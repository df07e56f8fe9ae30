import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { engineSocket } from '../../support/engine-socket.ts'
import { drained } from './drained.ts'
import type { Fault } from './fault.ts'
import { HttpMessages, type Piece } from './http-messages.ts'
import { operationOf } from './operation.ts'

/** A relay before the engine that does one thing wrong, to the nth request of an operation. */
export interface FaultProxy extends AsyncDisposable {
  /** For `Engine.connect({ host })`. */
  readonly host: string
  /** The operations that were asked for, in order. */
  readonly seen: readonly string[]
  /** How many connections clients have open. Those that are half closed are written to: only so can they be told from closed ones. */
  openConnections(): Promise<number>
  /** How often a fault has been applied. */
  readonly applied: number
  /** Bytes of bodies without end that were sent, until nobody took more. */
  readonly pouredBytes: number
  /** @param occurrence 1 for the first one from now on */
  inject(operation: string, fault: Fault, occurrence?: number): void
  /** From now on every answer comes so much later. */
  slowDown(ms: number): void
  /** Honest from now on. What is silent stays so. */
  heal(): void
}

export interface FaultProxyOptions {
  /** Gets each piece of each answer. @param request which one, from 1 */
  readonly onAnswer?: (request: number, operation: string, piece: Piece) => void
}

export const faultProxy = async ({ onAnswer }: FaultProxyOptions = {}): Promise<FaultProxy> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  const path = join(folder, 'proxy.sock')
  const plan = new FaultPlan()
  const connections = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    connections.add(near)
    near.once('close', () => connections.delete(near))
    new Relay(near, plan, onAnswer).run()
  })
  server.listen(path)
  await once(server, 'listening')
  return {
    host: `unix://${path}`,
    seen: plan.seen,
    openConnections: async () => (await Promise.all([...connections].map(isOpen))).filter(Boolean).length,
    get applied() {
      return plan.applied
    },
    get pouredBytes() {
      return plan.pouredBytes
    },
    inject: (operation, fault, occurrence = 1) => plan.inject(operation, fault, occurrence),
    slowDown: (ms) => plan.slowDown(ms),
    heal: () => plan.heal(),
    [Symbol.asyncDispose]: async () => {
      for (const near of connections) near.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}

class FaultPlan {
  readonly seen: string[] = []
  applied = 0
  pouredBytes = 0
  #everywhere: Fault | undefined
  #armed: { readonly operation: string; readonly fault: Fault; left: number } | undefined

  inject(operation: string, fault: Fault, occurrence: number): void {
    this.#armed = { operation, fault, left: occurrence }
  }

  slowDown(ms: number): void {
    this.#everywhere = { kind: 'late', ms }
  }

  heal(): void {
    this.#armed = undefined
    this.#everywhere = undefined
  }

  /** Notes a request. @returns what goes wrong with it, if anything */
  next(operation: string): Fault | undefined {
    this.seen.push(operation)
    const armed = this.#armed
    if (!armed || armed.operation !== operation || --armed.left > 0) return this.#everywhere
    this.#armed = undefined
    this.applied++
    return armed.fault
  }
}

/** One connection of a client, and ours to the engine. */
class Relay {
  readonly #near: Socket
  readonly #plan: FaultPlan
  readonly #onAnswer: FaultProxyOptions['onAnswer']
  readonly #requests = new HttpMessages('requests')
  readonly #answers = new HttpMessages('answers')
  #far: Socket | undefined
  #fault: Fault | undefined
  #isUpgraded = false
  #request = { number: 0, operation: '' }

  constructor(near: Socket, plan: FaultPlan, onAnswer: FaultProxyOptions['onAnswer']) {
    this.#near = near
    this.#plan = plan
    this.#onAnswer = onAnswer
    near.on('error', () => {})
    near.once('close', () => this.#far?.destroy())
  }

  run(): void {
    // What breaks on one side has broken on the other: there is nobody else to tell.
    this.#forward().catch(() => this.#near.destroy())
  }

  async #forward(): Promise<void> {
    for await (const chunk of piecesOf(this.#near)) {
      if (this.#isUpgraded) await write(this.#engine(), chunk)
      else for (const piece of this.#requests.read(chunk)) await this.#pass(piece)
      if (this.#isUpgraded) await write(this.#engine(), this.#requests.rest())
    }
    // Nothing was asked, or the engine has gone already: nobody else would end it.
    if (!this.#far || this.#far.destroyed) this.#near.end()
    else this.#far.end()
  }

  async #pass(piece: Piece): Promise<void> {
    if (piece.kind === 'head') {
      const [method, target] = piece.head.start
      const operation = operationOf(method, target)
      this.#fault = this.#plan.next(operation)
      this.#request = { number: this.#plan.seen.length, operation }
      this.#answers.isBodiless = method === 'HEAD'
      this.#isUpgraded = piece.head.headers.has('upgrade')
      if (this.#fault?.kind === 'lost request') this.#near.destroy()
      if (this.#fault?.kind === 'after') await this.#fault.act(target)
    }
    if (this.#isAnsweredHere()) {
      if (piece.kind === 'end') await this.#answerHere()
    } else if (this.#fault?.kind === 'cut request' && piece.kind === 'content') {
      await write(this.#engine(), halfOf(piece.bytes))
      this.#near.destroy()
    } else await write(this.#engine(), piece.bytes)
  }

  #isAnsweredHere(): boolean {
    const { kind } = this.#fault ?? {}
    return kind === 'refused' || kind === 'silent' || kind === 'endless refusal' || kind === 'lost request'
  }

  async #answerHere(): Promise<void> {
    const fault = this.#fault
    this.#isUpgraded = false
    if (fault?.kind === 'refused') {
      const head = `HTTP/1.1 ${fault.status} Refused\r\nContent-Length: ${Buffer.byteLength(fault.body)}\r\n\r\n`
      await write(this.#near, Buffer.from(this.#answers.isBodiless ? head : head + fault.body))
    }
    if (fault?.kind === 'endless refusal') await this.#pour()
  }

  async #pour(): Promise<void> {
    const chunk = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`)
    await write(this.#near, Buffer.from('HTTP/1.1 500 Refused\r\nTransfer-Encoding: chunked\r\n\r\n'))
    while (!this.#near.destroyed) {
      await write(this.#near, chunk)
      this.#plan.pouredBytes += chunk.length
    }
  }

  #engine(): Socket {
    if (this.#far && !this.#far.destroyed) return this.#far
    const far = connect({ path: engineSocket(), allowHalfOpen: true })
    this.#far = far
    far.on('error', () => this.#near.destroy())
    if (this.#near.destroyed) far.destroy()
    this.#answer(far).catch(() => this.#near.destroy())
    return far
  }

  async #answer(far: Socket): Promise<void> {
    for await (const chunk of piecesOf(far)) for (const piece of this.#answers.read(chunk)) await this.#deliver(piece)
    if (this.#isUpgraded) this.#onAnswer?.(this.#request.number, this.#request.operation, nothingMore)
    this.#near.end()
  }

  async #deliver(piece: Piece): Promise<void> {
    const { kind, bytes } = piece
    this.#onAnswer?.(this.#request.number, this.#request.operation, piece)
    const fault = this.#fault
    switch (fault?.kind) {
      case 'late':
        if (kind === 'head') await sleep(fault.ms)
        break
      case 'lost answer':
        return this.#cut(Buffer.alloc(0))
      case 'cut in the head':
        return this.#cut(halfOf(bytes))
      case 'rubbish head':
        return this.#cut(bytes.map((byte) => byte ^ 0x15))
      case 'cut in the body':
        if (kind === 'content') return this.#cut(halfOf(bytes))
        break
      case 'silent in the body':
        if (kind !== 'content') break
        await write(this.#near, halfOf(bytes))
        await once(this.#near, 'close')
        return
      case 'rubbish':
        return write(this.#near, kind === 'content' ? bytes.map((byte) => byte ^ 0x15) : bytes)
      case 'one byte at a time':
        for (const byte of bytes) {
          await write(this.#near, Buffer.from([byte]))
          await new Promise(setImmediate)
        }
        return
      case '1,000 frames of rubbish':
        await write(this.#near, bytes)
        if (kind === 'head') for (let frame = 0; frame < 1_000; frame++) await write(this.#near, rubbishFrame(frame))
        return
      default:
    }
    await write(this.#near, bytes)
  }

  /** The last that is sent. */
  async #cut(bytes: Uint8Array): Promise<void> {
    await write(this.#near, Buffer.from(bytes))
    this.#near.destroy()
    this.#far?.destroy()
  }
}

const nothingMore: Piece = { kind: 'end', bytes: Buffer.alloc(0) }

/** A connection that one side has ended goes on to the other. */
const piecesOf = (socket: Socket): AsyncIterable<Buffer> => socket.iterator({ destroyOnReturn: false })

const isOpen = async (near: Socket): Promise<boolean> => {
  if (near.destroyed || !near.readableEnded) return !near.destroyed
  const failed = new Promise<boolean>((resolve) => near.write('?', (error) => resolve(!error)))
  return failed
}

const halfOf = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2))

/** A frame of output as it has to be, around bytes that no program prints. */
const rubbishFrame = (number: number): Buffer => {
  const content = Buffer.from(Array.from({ length: 40 }, (_, index) => (number * 7 + index * 31) % 256))
  const header = Buffer.from([1 + (number % 2), 0, 0, 0, 0, 0, 0, content.length])
  return Buffer.concat([header, content])
}

const write = async (socket: Socket, bytes: Uint8Array): Promise<void> => {
  if (bytes.length === 0 || socket.destroyed || socket.writableEnded || socket.write(bytes)) return
  await drained(socket)
}
