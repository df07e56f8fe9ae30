import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pack } from 'tar-fs'
import { Engine } from '../../src/api/index.ts'
import { fullName, mirroredRepo, splitName } from './images/name.ts'

/** Resolves when an engine answers there. */
export const ping = (host: string, signal: AbortSignal): Promise<void> => onEngine(host, async () => {}, signal)

export interface PullOptions {
  /** Called whenever the registry sends something. */
  readonly onProgress?: () => void
  readonly signal?: AbortSignal
}

/** What the test bed does with the images of one engine. */
export class EngineImages {
  readonly #host: string
  readonly #signal: AbortSignal | undefined

  constructor(host: string, signal?: AbortSignal) {
    this.#host = host
    this.#signal = signal
  }

  /** The name of every image that is there, with the revision of the recipe that it was made by: `''` if by none. */
  async present(): Promise<ReadonlyMap<string, string>> {
    const images = await this.#on((engine, signal) => engine.images.list({ signal }))
    return new Map(
      images.flatMap(({ RepoTags, Labels }) =>
        (RepoTags ?? []).map((name) => [fullName(name), Labels?.[LABEL] ?? ''] as const),
      ),
    )
  }

  pull(name: string, { onProgress, signal }: PullOptions = {}): Promise<void> {
    return this.#on((engine, limit) => engine.images.pull(name, { onProgress, signal: limit }), signal)
  }

  async importRootfs(tar: string, name: string, revision: string, changes: readonly string[]): Promise<void> {
    const options = { ...splitName(name), changes: [...changes, `LABEL ${LABEL}=${revision}`] }
    await this.#on((engine, signal) => engine.images.import(createReadStream(tar), { ...options, signal }))
  }

  async build(folder: string, name: string, revision: string): Promise<void> {
    const options = { t: [name], labels: { [LABEL]: revision } }
    await this.#on((engine, signal) => engine.images.build(Readable.from(pack(folder)), { ...options, signal }))
  }

  tag(name: string, other: string): Promise<void> {
    return this.#on((engine, signal) => engine.images.tag(name, { ...splitName(other), signal }))
  }

  /** Sends an image to the registry at that address, where a mirror of the Hub would have it. */
  async push(name: string, address: string): Promise<void> {
    const target = { repo: `${address}/${mirroredRepo(name)}`, tag: splitName(name).tag }
    await this.#on(async (engine, signal) => {
      await engine.images.tag(name, { ...target, signal })
      await engine.images.push(`${target.repo}:${target.tag}`, { signal })
      await engine.images.remove(`${target.repo}:${target.tag}`, { noprune: true, signal })
    })
  }

  #on<T>(work: (engine: Engine, signal: AbortSignal) => Promise<T>, own?: AbortSignal) {
    const signals = [this.#signal, own, AbortSignal.timeout(10 * 60_000)]
    const signal = AbortSignal.any(signals.filter((one) => one !== undefined))
    return onEngine(this.#host, (engine) => work(engine, signal), signal)
  }
}

const LABEL = 'slipway.testbed'

const onEngine = async <T>(host: string, work: (engine: Engine) => Promise<T>, signal: AbortSignal) => {
  // What DOCKER_HOST names may need the certificates that the environment names too.
  const engine = await Engine.connect(host === process.env.DOCKER_HOST ? { signal } : { host, signal })
  try {
    return await work(engine)
  } finally {
    await engine.close()
  }
}
