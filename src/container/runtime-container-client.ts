import { Readable } from 'node:stream'
import type {
  ContainerCreateRequest,
  ContainerInspect,
  ContainerStatus,
  ContainerSummary,
  Engine,
  LogOptions,
} from '../api/index.ts'
import { type ExecOptions, type ExecResult, execute } from '../run/exec.ts'
import { bytesOf } from '../run/outputs.ts'
import { keyOn, owe, settling } from '../run/outstanding.ts'
import { unixSeconds } from '../run/times.ts'
import type { CopyOptions } from '../spec/copies.ts'
import type { CommitOptions } from './test-container.ts'

/** Names one container; `inspect()` and all else is the client's. */
export interface ContainerHandle {
  readonly id: string
}

/** Containers of an engine, whoever made them. They have no owner: what is created here stays until it is removed. */
export class RuntimeContainerClient {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  getById(id: string): ContainerHandle {
    return { id }
  }

  /** The newest container with a label. @param options.status @default running ones */
  async fetchByLabel(
    name: string,
    value: string,
    { status }: { readonly status?: readonly ContainerStatus[] } = {},
  ): Promise<ContainerHandle | undefined> {
    const filters = { label: [`${name}=${value}`], status }
    const [found] = await this.#engine.containers.list({ all: status !== undefined, filters })
    return found && { id: found.Id }
  }

  async fetchArchive({ id }: ContainerHandle, path: string): Promise<Readable> {
    return (await this.#engine.containers.getArchive(id, { path })).archive
  }

  putArchive(
    { id }: ContainerHandle,
    tar: Readable | Uint8Array,
    path: string,
    options: CopyOptions = {},
  ): Promise<void> {
    return this.#engine.containers.putArchive(id, tar, { ...options, path })
  }

  /** Those that run. */
  list(): Promise<ContainerSummary[]> {
    return this.#engine.containers.list()
  }

  /** @throws NotFoundError when the engine does not have the image */
  async create({ name, ...request }: ContainerCreateRequest & { readonly name?: string }): Promise<ContainerHandle> {
    return { id: (await this.#engine.containers.create(request, { name })).Id }
  }

  async start({ id }: ContainerHandle): Promise<void> {
    await this.#engine.containers.start(id)
  }

  inspect({ id }: ContainerHandle): Promise<ContainerInspect> {
    return this.#engine.containers.inspect(id)
  }

  /** @param options.timeout ms until it is killed. @default 0 */
  async stop({ id }: ContainerHandle, { timeout = 0 }: { readonly timeout?: number } = {}): Promise<void> {
    await this.#engine.containers.stop(id, { timeoutSeconds: Math.ceil(timeout / 1000) })
  }

  /** @param options.timeout ms until it is killed. @default 0 */
  restart({ id }: ContainerHandle, { timeout = 0 }: { readonly timeout?: number } = {}): Promise<void> {
    return this.#engine.containers.restart(id, { timeoutSeconds: Math.ceil(timeout / 1000) })
  }

  /** What it prints from now on. */
  async attach({ id }: ContainerHandle): Promise<Readable> {
    return Readable.from(bytesOf((await this.#engine.containers.attach(id)).output), { objectMode: false })
  }

  /** What it printed, and with `follow` what it prints. */
  async logs({ id }: ContainerHandle, options: LogOptions = {}): Promise<Readable> {
    return Readable.from(bytesOf(await this.#engine.containers.logs(id, options)), { objectMode: false })
  }

  exec({ id }: ContainerHandle, command: readonly string[], options: Partial<ExecOptions> = {}): Promise<ExecResult> {
    return execute(this.#engine, id, command, options)
  }

  /** @returns the id of the image, which stays */
  async commit({ id }: ContainerHandle, options: Omit<CommitOptions, 'deleteOnExit'>): Promise<string> {
    owe(`image of ${id}`)
    return (await this.#engine.images.commit(id, options)).Id
  }

  /** What happens to it from now on, as objects. Destroy the stream when you have seen enough. */
  async events({ id }: ContainerHandle, names: readonly string[]): Promise<Readable> {
    const end = new AbortController()
    // By the engine's clock: the stream asks when it is read, and what happens before that is in the engine's memory.
    const { SystemTime } = await this.#engine.system.info()
    const since = SystemTime === undefined ? undefined : unixSeconds(SystemTime)
    const filters = { container: [id], event: names }
    const stream = Readable.from(this.#engine.system.events({ since, filters, signal: end.signal }))
    stream.once('close', () => end.abort())
    return stream
  }

  /** Kills it if it runs. @param options.removeVolumes its anonymous volumes too. @default false */
  remove({ id }: ContainerHandle, { removeVolumes = false }: { readonly removeVolumes?: boolean } = {}): Promise<void> {
    return settling(
      keyOn(this.#engine, id),
      this.#engine.containers.remove(id, { force: true, volumes: removeVolumes }),
    )
  }

  connectToNetwork({ id }: ContainerHandle, network: ContainerHandle, aliases: readonly string[]): Promise<void> {
    return this.#engine.networks.connect(network.id, { Container: id, EndpointConfig: { Aliases: aliases } })
  }
}
