import { EventEmitter, once } from 'node:events'
import { publishedPort } from '../../src/wait/published-port.ts'
import type { LastMoments, PublishedPort, WaitTarget } from '../../src/wait/target.ts'

/** A running container that says nothing and publishes nothing, but for what a test gives it. */
export const fakeTarget = (given: Partial<WaitTarget> = {}): WaitTarget => {
  const target: WaitTarget = {
    ...silent,
    hostPort: (port, protocol) => publishedPort(target, port, protocol).hostPort,
    ...given,
  }
  return target
}

const silent: Omit<WaitTarget, 'hostPort'> = {
  id: '4f1c2d9e1a2b3c4d5e6f',
  image: 'mysql:8.4',
  host: '127.0.0.1',
  publishedPorts: [],
  hasHealthCheck: false,
  exited: new Promise(() => {}),
  logs: (signal) => new Feed<never>().read(signal),
  health: (signal) => new Feed<never>().read(signal),
  exec: async () => ({ exitCode: 0, output: '' }),
  listens: async () => true,
  file: async () => undefined,
  fileText: async () => undefined,
  inspect: async () => {
    throw new Error('It has nothing to tell.')
  },
  lastMoments: async () => running,
}

export const running: LastMoments = {
  status: 'running',
  exitCode: undefined,
  oomKilled: false,
  restarts: 0,
  healthLog: [],
  logTail: ['starting'],
}

export const tcp = (containerPort: number, hostPort: number): PublishedPort => ({
  containerPort,
  protocol: 'tcp',
  hostPort,
})

/** What an engine sends bit by bit: everything so far first, then what comes, until it ends. */
export class Feed<T> {
  readonly #change = new EventEmitter().setMaxListeners(0)
  readonly #values: T[] = []
  #ended = false
  /** How many read it at the moment. */
  readers = 0

  push(...values: readonly T[]): void {
    this.#values.push(...values)
    this.#change.emit('change')
  }

  end(): void {
    this.#ended = true
    this.#change.emit('change')
  }

  async *read(signal: AbortSignal): AsyncGenerator<T> {
    this.readers++
    try {
      for (let next = 0; ; ) {
        for (const value of this.#values.slice(next)) {
          next++
          yield value
        }
        if (next < this.#values.length) continue
        if (this.#ended) return
        await once(this.#change, 'change', { signal })
      }
    } finally {
      this.readers--
    }
  }
}

/** A promise that a test settles. */
export class Deferred<T> {
  readonly promise: Promise<T>
  resolve: (value: T) => void = () => {}

  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve
    })
  }
}
