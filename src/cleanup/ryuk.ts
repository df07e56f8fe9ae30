import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../api/index.ts'
import { log } from '../events/log.ts'
import { publishedHost } from '../run/host.ts'
import { imageToRun } from '../run/image-to-run.ts'
import { owe } from '../run/outstanding.ts'
import { publishedPorts } from '../run/published-ports.ts'
import { removeContainer } from '../run/remove.ts'
import { delayMs } from '../wait/back-off.ts'
import { type RyukPlan, ryukPlan, ryukPort } from './ryuk-plan.ts'

/**
 * A container beside the engine that removes what carries a label when it has heard nothing of this process for a while: what the watchdog
 * on this machine cannot do when the machine goes down, or the network between. No start waits for it, and its connection keeps no process
 * alive; while it starts, its requests do, for a minute at most.
 */
export class Ryuk {
  readonly #engine: Engine
  readonly #filters = new Set<string>()
  #socket: Socket | undefined

  private constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Starts one in the background where the settings want it. @param labels for the container, so that it is removed as all else */
  static start(engine: Engine, labels: Readonly<Record<string, string>>): Ryuk | undefined {
    const ryuk = new Ryuk(engine)
    try {
      const plan = ryukPlan(engine)
      if (!plan) return undefined
      ryuk.#keep(plan, labels).catch(tellWhyNot)
      return ryuk
    } catch (error) {
      tellWhyNot(error)
      return undefined
    }
  }

  /** Has what carries a label, `key=value`, removed too. */
  guard(label: string): void {
    const filter = `label=${encodeURIComponent(label)}\n`
    this.#filters.add(filter)
    this.#socket?.write(filter)
  }

  async #keep(plan: RyukPlan, labels: Readonly<Record<string, string>>): Promise<void> {
    const signal = AbortSignal.timeout(startTimeoutMs)
    const run = { ...plan.run, labels: { ...labels, [ryukLabel]: 'true' }, signal }
    owe(ryukLabel)
    const { containerId } = await this.#engine.runDetached(imageToRun(plan.image), [], run)
    try {
      const inspected = await this.#engine.containers.inspect(containerId, { signal })
      const port = publishedPorts(inspected).find(({ containerPort }) => containerPort === ryukPort)?.hostPort
      if (port === undefined) throw new Error('its port is not published')
      const place = { host: publishedHost(this.#engine), port }
      await this.#connect(place, signal)
      log.debug(`Ryuk is connected at ${place.host}:${place.port}`, { containerId })
      this.#stayConnected(place)
    } catch (error) {
      await removeContainer(this.#engine, containerId).catch(() => {})
      throw error
    }
  }

  // The engine's proxy may accept a connection before Ryuk listens: only its answer counts.
  async #connect(place: Place, signal: AbortSignal): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const socket = connect({ ...place, keepAlive: true }).unref()
      socket.on('error', () => {})
      try {
        const sent = [...this.#filters]
        socket.write(sent.join(''))
        await once(socket, 'data', { signal: AbortSignal.any([signal, closed(socket)]) })
        socket.resume()
        this.#socket = socket
        for (const filter of this.#filters) if (!sent.includes(filter)) socket.write(filter)
        return
      } catch {
        socket.destroy()
        await sleep(delayMs(attempt, 1_000), undefined, { signal, ref: false })
      }
    }
  }

  #stayConnected(place: Place): void {
    this.#socket?.once('close', () => {
      this.#socket = undefined
      this.#connect(place, AbortSignal.timeout(startTimeoutMs)).then(() => this.#stayConnected(place), tellWhyNot)
    })
  }
}

interface Place {
  readonly host: string
  readonly port: number
}

/** How Ryuk knows its own kind, which it leaves alone. */
const ryukLabel = 'org.testcontainers.ryuk'

const startTimeoutMs = 60_000

const closed = (socket: Socket): AbortSignal => {
  const controller = new AbortController()
  socket.once('close', () => controller.abort())
  return controller.signal
}

const tellWhyNot = (reason: unknown): void => {
  const words = reason instanceof Error ? reason.message : String(reason)
  log.warn(`There is no Ryuk, so this machine has to clean up alone: ${words}`)
}
