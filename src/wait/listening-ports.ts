import { firstDelayMs, pause } from './back-off.ts'
import { PollingWaitStrategy } from './polling.ts'
import { type PortOutcome, probePort } from './port-probe.ts'
import { hostAddress } from './published-port.ts'
import type { Watch } from './strategy.ts'
import type { PublishedPort, WaitTarget } from './target.ts'

/** Waits until every published TCP port listens inside and can be reached from here; see Wait.forListeningPorts(). */
export class ListeningPortsWait extends PollingWaitStrategy {
  describe(): string {
    return 'published TCP ports to listen'
  }

  async untilReady({ publishedPorts }: WaitTarget, watch: Watch): Promise<void> {
    const ports = publishedPorts.filter(({ protocol }) => protocol === 'tcp')
    const timeoutMs = Number.POSITIVE_INFINITY
    // The limit is that of the whole: one timer does.
    await Promise.all(ports.map((port) => watch.part(new ListeningPort(port, this.intervalMs), { timeoutMs })))
  }
}

/** One port. An engine's proxy may accept in place of the server, so a connection is a hint; what listens inside is the proof. */
class ListeningPort extends PollingWaitStrategy {
  readonly #port: PublishedPort

  constructor(port: PublishedPort, intervalMs: number | undefined) {
    super()
    this.#port = port
    if (intervalMs !== undefined) this.withPollInterval(intervalMs)
  }

  describe(): string {
    return `port ${this.#port.containerPort}/tcp to listen`
  }

  async untilReady(target: WaitTarget, { signal, saw }: Watch): Promise<void> {
    const { containerPort, hostPort } = this.#port
    const probe = () => probePort({ host: target.host, port: hostPort, signal })
    const isReady = async () => {
      // Asked first and alone: some servers, MySQL for one, lock out a host that connects again and again and says nothing.
      const listens = await target.listens(containerPort, signal)
      if (listens === false) {
        saw('nothing listens inside yet')
        return false
      }
      let outcome = await probe()
      if (outcome.kind === 'held' && listens === undefined) {
        // Without the proof one connection that stays open is not enough: the proxy's hang-up may be late.
        await pause(firstDelayMs, signal)
        outcome = await probe()
      }
      if (outcome.kind !== 'held') saw(describeOutcome(outcome, hostAddress(target, this.#port), listens === true))
      return outcome.kind === 'held'
    }
    await this.poll(isReady, { maxDelayMs: 100, signal })
  }
}

const describeOutcome = (outcome: PortOutcome, address: string, listensInside: boolean): string => {
  if (outcome.kind === 'closed' && listensInside) {
    return `accepted and closed at once at ${address} though it listens inside, perhaps on 127.0.0.1 alone`
  }
  const what = `${outcomes[outcome.kind]} at ${address}`
  return outcome.kind === 'unreachable' ? `${what} (${outcome.code})` : what
}

const outcomes: Readonly<Record<PortOutcome['kind'], string>> = {
  held: 'connected',
  closed: 'accepted and closed at once',
  refused: 'connection refused',
  silent: 'no answer',
  unreachable: 'no connection',
  stopped: 'stopped',
}
