import type { Readable } from 'node:stream'
import type {
  ArchiveUploadOptions,
  AttachOptions,
  ContainerCreateOptions,
  ContainerListOptions,
  ContainerRemoveOptions,
  ContainerStopOptions,
  LogOptions,
  WebSocketAttachOptions,
} from './container-options.ts'
import { UnsupportedError } from './errors.ts'
import { containerNeeds } from './gate/body-needs.ts'
import { since } from './gate/gate.ts'
import { isOlder } from './gate/version.ts'
import { type FollowOptions, followLog, type LogReading } from './logs/follow.ts'
import { Interactive } from './stream/interactive.ts'
import type { LogLine } from './stream/lines.ts'
import { ndjson } from './stream/ndjson.ts'
import { OutputStream } from './stream/output.ts'
import { readText } from './stream/read.ts'
import type { RawHeaders } from './transport/transport.ts'
import type {
  ContainerCreateRequest,
  ContainerCreateResponse,
  ContainerInspect,
  ContainerPruneFilters,
  ContainerPruneResponse,
  ContainerStats,
  ContainerSummary,
  ContainerTop,
  ContainerUpdateRequest,
  ContainerUpdateResponse,
  ContainerWaitResponse,
  FilesystemChange,
  PathStat,
  WaitCondition,
} from './types/index.ts'
import { parseObject } from './wire/json-answer.ts'
import { path } from './wire/path.ts'
import type { Call, CallOptions, Wire } from './wire/wire.ts'

/** Containers: one method for each operation of the API. An unknown container is a NotFoundError throughout. */
export class Containers {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /**
   * Creates a container without starting it.
   *
   * @throws NotFoundError when the engine does not have the image
   * @throws ConflictError when the name is in use
   * @see Engine API operation ContainerCreate
   */
  create(
    config: ContainerCreateRequest,
    { name, platform, signal }: ContainerCreateOptions = {},
  ): Promise<ContainerCreateResponse> {
    return this.#wire.json({
      method: 'POST',
      path: '/containers/create',
      query: { name, platform: since('1.41', platform) },
      needs: containerNeeds(config),
      json: config,
      signal,
    })
  }

  /** Lists containers, running ones unless `all`. @see Engine API operation ContainerList */
  list({ all, limit, size, filters, signal }: ContainerListOptions = {}): Promise<ContainerSummary[]> {
    return this.#wire.list({
      method: 'GET',
      path: '/containers/json',
      query: { all, limit, size, filters },
      signal,
      patient: size,
    })
  }

  /** Everything that the engine knows of a container. @see Engine API operation ContainerInspect */
  async inspect(
    id: string,
    { size, signal }: CallOptions & { readonly size?: boolean | undefined } = {},
  ): Promise<ContainerInspect> {
    return this.#wire.json({
      method: 'GET',
      path: path`/containers/${id}/json`,
      query: { size },
      signal,
      patient: size,
    })
  }

  /** Whether the engine has that container, running or not. @see Engine API operation ContainerInspect */
  async exists(id: string, { signal }: CallOptions = {}): Promise<boolean> {
    return (
      (await this.#wire.status({ method: 'GET', path: path`/containers/${id}/json`, signal, accept: [404] })) !== 404
    )
  }

  /**
   * Starts a container.
   *
   * @param options.detachKeys keys that detach whoever is attached, such as `ctrl-p,ctrl-q`
   * @returns false when it was running already
   * @throws ServerError when a port is in use or the command cannot be run
   * @see Engine API operation ContainerStart
   */
  async start(
    id: string,
    { detachKeys, signal }: CallOptions & { readonly detachKeys?: string | undefined } = {},
  ): Promise<boolean> {
    const query = { detachKeys }
    return (await this.#act('POST', path`/containers/${id}/start`, { query, signal, accept: [304] })) !== 304
  }

  /**
   * Stops a container: a signal, and after the timeout a kill.
   *
   * @returns false when it was not running
   * @see Engine API operation ContainerStop
   */
  async stop(id: string, { timeoutSeconds, stopSignal, signal }: ContainerStopOptions = {}): Promise<boolean> {
    const query = { t: timeoutSeconds, signal: since('1.42', stopSignal, 'stopSignal') }
    const patient = whileStopping(timeoutSeconds)
    return (await this.#act('POST', path`/containers/${id}/stop`, { query, signal, accept: [304], patient })) !== 304
  }

  /** Stops and starts a container. @see Engine API operation ContainerRestart */
  async restart(id: string, { timeoutSeconds, stopSignal, signal }: ContainerStopOptions = {}): Promise<void> {
    const query = { t: timeoutSeconds, signal: since('1.42', stopSignal, 'stopSignal') }
    const patient = whileStopping(timeoutSeconds)
    await this.#act('POST', path`/containers/${id}/restart`, { query, signal, patient })
  }

  /**
   * Sends a signal to the main process.
   *
   * @param options.killSignal name or number. @default SIGKILL
   * @throws ConflictError when the container is not running
   * @see Engine API operation ContainerKill
   */
  async kill(
    id: string,
    { killSignal, signal }: CallOptions & { readonly killSignal?: string | undefined } = {},
  ): Promise<void> {
    await this.#act('POST', path`/containers/${id}/kill`, { query: { signal: killSignal }, signal })
  }

  /** Freezes every process of a container. @see Engine API operation ContainerPause */
  async pause(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#act('POST', path`/containers/${id}/pause`, { signal })
  }

  /** Lets a frozen container go on. @see Engine API operation ContainerUnpause */
  async unpause(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#act('POST', path`/containers/${id}/unpause`, { signal })
  }

  /** Gives a container another name. @throws ConflictError when it is in use. @see Engine API operation ContainerRename */
  async rename(id: string, name: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#act('POST', path`/containers/${id}/rename`, { query: { name }, signal })
  }

  /** Changes limits and the restart policy of a container as it runs. @see Engine API operation ContainerUpdate */
  async update(
    id: string,
    changes: ContainerUpdateRequest,
    { signal }: CallOptions = {},
  ): Promise<ContainerUpdateResponse> {
    return this.#wire.json({ method: 'POST', path: path`/containers/${id}/update`, json: changes, signal })
  }

  /**
   * Waits until a container stops, and tells how.
   *
   * @param options.condition @default not-running, which holds at once for a container that was never started
   * @see Engine API operation ContainerWait
   */
  async wait(
    id: string,
    options: CallOptions & { readonly condition?: WaitCondition | undefined } = {},
  ): Promise<ContainerWaitResponse> {
    return (await this.openWait(id, options)).exit
  }

  /**
   * Like `wait`, in two steps: resolves once the engine is watching, so that what happens next cannot be missed.
   *
   * @see Engine API operation ContainerWait
   */
  async openWait(
    id: string,
    { condition, signal }: CallOptions & { readonly condition?: WaitCondition | undefined } = {},
  ): Promise<{ readonly exit: Promise<ContainerWaitResponse> }> {
    const call: Call = {
      method: 'POST',
      path: path`/containers/${id}/wait`,
      query: { condition },
      signal,
      patient: true,
    }
    const { body } = await this.#wire.bytes(call)
    const exit = readText(body).then((text) => parseObject(text, call) as ContainerWaitResponse)
    // Whoever opened the wait may have lost interest by then.
    exit.catch(() => {})
    return { exit }
  }

  /** Removes a container. @throws ConflictError when it runs and `force` is not set. @see Engine API operation ContainerDelete */
  async remove(id: string, { force, volumes, link, signal }: ContainerRemoveOptions = {}): Promise<void> {
    // What Podman has in this place of the API gives a running container ten seconds to stop by itself.
    if (force && this.#wire.kind === 'podman')
      await this.#act('DELETE', path`/libpod/containers/${id}`, { query: { force, volumes, timeout: 0 }, signal })
    else await this.#act('DELETE', path`/containers/${id}`, { query: { force, v: volumes, link }, signal })
  }

  /**
   * Runs the health check of a container once; `inspect` then has the outcome. Where Podman runs without systemd, nobody else does.
   *
   * @throws UnsupportedError when the engine is Docker, which runs the checks by itself
   */
  async runHealthCheck(id: string, { signal }: CallOptions = {}): Promise<void> {
    if (this.#wire.kind !== 'podman')
      throw new UnsupportedError(
        'running health checks',
        `The engine at \`${this.#wire.host}\` runs health checks by itself, and none when it is asked to. Inspect the container.`,
      )
    await this.#act('GET', path`/libpod/containers/${id}/healthcheck`, { signal, patient: true })
  }

  /** Removes all stopped containers. @see Engine API operation ContainerPrune */
  prune({
    filters,
    signal,
  }: CallOptions & { readonly filters?: ContainerPruneFilters | undefined } = {}): Promise<ContainerPruneResponse> {
    return this.#wire.json({ method: 'POST', path: '/containers/prune', query: { filters }, signal, patient: true })
  }

  /**
   * What a container printed, and with `follow` what it prints from now on, until it stops.
   *
   * @throws ServerError when its log driver cannot be read
   * @see Engine API operation ContainerLogs
   */
  logs(id: string, options: LogOptions = {}): Promise<OutputStream> {
    return this.#readLog(id, options)
  }

  /**
   * The lines that a container printed, from the first one on, and those that it prints, as they come, until it stops.
   *
   * With Docker no line is lost and none comes twice. Docker before 23 may end a followed log before it has sent all of it; what
   * is missing then is read from the log once more, and cannot be had where the log goes with the container (`AutoRemove`, a
   * removal by force), or where the engine has dropped its beginning meanwhile (`max-size`). Podman leaves out lines of a burst
   * that is printed while it is followed; its log is complete once the container has stopped.
   *
   * @throws ServerError when its log driver cannot be read
   * @see Engine API operation ContainerLogs
   */
  async *follow(id: string, options: FollowOptions = {}): AsyncGenerator<LogLine> {
    const tty = options.tty ?? (await this.#askedTty(id, options.signal))
    const endsEarly = this.#wire.kind === 'docker' && isOlder(this.#wire.apiVersion, '1.42')
    const read = (reading: LogReading) => this.#readLog(id, { ...reading, tty })
    yield* followLog({ tty, endsEarly, read }, options)
  }

  async #readLog(id: string, options: LogReading): Promise<OutputStream> {
    const { follow, stdout = true, stderr = true, since, until, timestamps = false, tail, tty, signal } = options
    const query = { follow, stdout, stderr, since, until, timestamps, tail }
    const known = tty ?? (await this.#askedTty(id, signal))
    const call: Call = { method: 'GET', path: path`/containers/${id}/logs`, query, signal, patient: follow === true }
    const { headers, body } = await this.#wire.bytes(call)
    return new OutputStream(body, { tty: known ?? isRaw(headers), timestamps, operation: call })
  }

  /**
   * Connects to the main process: its output from now on, and with `stdin` its input.
   *
   * @throws ConflictError when the container is paused
   * @see Engine API operation ContainerAttach
   */
  async attach(id: string, options: AttachOptions = {}): Promise<Interactive> {
    const { stdin = false, stdout = true, stderr = true, logs, detachKeys, tty, signal } = options
    const query = { stream: true, stdin, stdout, stderr, logs, detachKeys }
    const known = tty ?? (await this.#askedTty(id, signal))
    const operation: Call = { method: 'POST', path: path`/containers/${id}/attach`, query, signal }
    const { headers, socket } = await this.#wire.upgrade(operation)
    return new Interactive(socket, { tty: known ?? isRaw(headers), operation }, (size) => this.resize(id, size))
  }

  /**
   * Like `attach`, over a WebSocket, for proxies that hand over no other connection. What is printed comes as one stream,
   * and a connection that breaks off rejects instead of ending.
   *
   * @see Engine API operation ContainerAttachWebsocket
   */
  async attachWebsocket(id: string, options: WebSocketAttachOptions = {}): Promise<Interactive> {
    const { stdin = false, stdout = true, stderr = true, logs, detachKeys, signal } = options
    const { openWebSocket } = await import('./stream/websocket.ts')
    const socket = await openWebSocket(this.#wire, {
      method: 'GET',
      path: path`/containers/${id}/attach/ws`,
      // Older engines attach to all of them, whatever is asked.
      query: {
        stream: true,
        stdin,
        stdout: stdout || since('1.42', false),
        stderr: stderr || since('1.42', false),
        logs,
        detachKeys,
      },
      dockerOnly: 'attach over a WebSocket',
      signal,
    })
    return new Interactive(socket, { tty: true }, (size) => this.resize(id, size))
  }

  /** The processes of a running container. @param options.psArgs arguments for `ps`. @default -ef. @see Engine API operation ContainerTop */
  async top(
    id: string,
    { psArgs, signal }: CallOptions & { readonly psArgs?: string | undefined } = {},
  ): Promise<ContainerTop> {
    return this.#wire.json({ method: 'GET', path: path`/containers/${id}/top`, query: { ps_args: psArgs }, signal })
  }

  /**
   * What a container uses now.
   *
   * @param options.oneShot answer at once, without the earlier sample that a CPU percentage needs. @default false, about 1 s
   * @see Engine API operation ContainerStats
   */
  async stats(
    id: string,
    { oneShot, signal }: CallOptions & { readonly oneShot?: boolean | undefined } = {},
  ): Promise<ContainerStats> {
    const query = { stream: false, 'one-shot': since('1.41', oneShot, 'oneShot') }
    return this.#wire.json({ method: 'GET', path: path`/containers/${id}/stats`, query, signal })
  }

  /** What a container uses, about once a second, until it stops. @see Engine API operation ContainerStats */
  async *followStats(id: string, { signal }: CallOptions = {}): AsyncGenerator<ContainerStats> {
    const call: Call = {
      method: 'GET',
      path: path`/containers/${id}/stats`,
      query: { stream: true },
      signal,
      patient: true,
    }
    yield* ndjson<ContainerStats>((await this.#wire.bytes(call)).body, call)
  }

  /** What differs from the image. The engine's `null` for nothing becomes an empty list. @see Engine API operation ContainerChanges */
  async changes(id: string, { signal }: CallOptions = {}): Promise<FilesystemChange[]> {
    return this.#wire.list({ method: 'GET', path: path`/containers/${id}/changes`, signal })
  }

  /** The whole file system as a tar archive. @see Engine API operation ContainerExport */
  async export(id: string, { signal }: CallOptions = {}): Promise<Readable> {
    return (await this.#wire.bytes({ method: 'GET', path: path`/containers/${id}/export`, signal, patient: true })).body
  }

  /** Sets the size of the terminal, in characters. @see Engine API operation ContainerResize */
  async resize(
    id: string,
    { height, width, signal }: CallOptions & { readonly height: number; readonly width: number },
  ): Promise<void> {
    await this.#act('POST', path`/containers/${id}/resize`, { query: { h: height, w: width }, signal })
  }

  /**
   * A file or directory of the container as a tar archive, running or not.
   * The archive is what the container says it is: check its paths and links before you unpack it.
   *
   * @throws NotFoundError when there is no such path
   * @see Engine API operation ContainerArchive
   */
  async getArchive(
    id: string,
    { path: target, signal }: CallOptions & { readonly path: string },
  ): Promise<{ readonly stat: PathStat; readonly archive: Readable }> {
    const call: Call = {
      method: 'GET',
      path: path`/containers/${id}/archive`,
      query: { path: target },
      signal,
    }
    const { headers, body } = await this.#wire.bytes(call)
    return { stat: pathStat(headers, call), archive: body }
  }

  /**
   * Unpacks a tar archive into a directory of the container, running or not.
   * No compressed one is sent, because some engines unpack it with a program of the container, as root: gzip is unpacked here.
   *
   * @throws InvalidArgumentError when it is compressed with something else
   * @throws NotFoundError when the directory does not exist
   * @see Engine API operation PutContainerArchive
   */
  async putArchive(id: string, tar: Readable | Uint8Array, options: ArchiveUploadOptions): Promise<void> {
    const { path: target, noOverwriteDirNonDir, copyUIDGID, signal } = options
    const query = { path: target, noOverwriteDirNonDir, copyUIDGID }
    await this.#act('PUT', path`/containers/${id}/archive`, { query, tar, signal })
  }

  /** Size, mode and time of a path in the container. @throws NotFoundError. @see Engine API operation ContainerArchiveInfo */
  async archiveInfo(id: string, { path: target, signal }: CallOptions & { readonly path: string }): Promise<PathStat> {
    const call: Call = { method: 'HEAD', path: path`/containers/${id}/archive`, query: { path: target }, signal }
    const { headers, body } = await this.#wire.bytes(call)
    // Empty, but read to its end: the connection stays for the next call.
    await readText(body)
    return pathStat(headers, call)
  }

  #act(method: Call['method'], route: string, call: Omit<Call, 'method' | 'path'>): Promise<number> {
    return this.#wire.status({ method, path: route, ...call })
  }

  // Since API 1.42 the answer says whether it has frames, but for Podman's logs; others have to be asked for the container.
  async #askedTty(id: string, signal: AbortSignal | undefined): Promise<boolean | undefined> {
    const isSilent = this.#wire.kind === 'podman' || isOlder(this.#wire.apiVersion, '1.42')
    return isSilent ? (await this.inspect(id, { signal })).Config.Tty : undefined
  }
}

// How long a container may take to stop, where we have said so ourselves; its own idea of it only the engine knows.
const whileStopping = (timeoutSeconds: number | undefined): boolean | number =>
  timeoutSeconds === undefined || timeoutSeconds < 0 || timeoutSeconds * 1000

const isRaw = (headers: RawHeaders): boolean => headers['content-type'] === 'application/vnd.docker.raw-stream'

const pathStat = (headers: RawHeaders, call: Call): PathStat => {
  const text = Buffer.from(String(headers['x-docker-container-path-stat']), 'base64').toString('utf8')
  return parseObject(text, call) as PathStat
}
