import { ProtobufMessage } from './protobuf.ts'

/** What BuildKit tells from time to time while it solves a build: its message StatusResponse. */
export interface BuildStatus {
  readonly vertexes: readonly Vertex[]
  readonly transfers: readonly VertexTransfer[]
  readonly logs: readonly VertexLog[]
  readonly warnings: readonly VertexWarning[]
}

/** A step, as it stands now: told again with each change. */
export interface Vertex {
  readonly digest: string
  readonly name: string
  readonly isCached: boolean
  /** ms since 1970; a step that runs again starts again. */
  readonly startedMs: number | undefined
  readonly completedMs: number | undefined
  /** Empty when nothing went wrong. */
  readonly error: string
}

export interface VertexTransfer {
  readonly vertex: string
  readonly id: string
  readonly name: string
  readonly currentBytes: number
  /** 0 when it is not known. */
  readonly totalBytes: number
}

export interface VertexLog {
  readonly vertex: string
  readonly stream: 'stdout' | 'stderr'
  /** Not cut at lines, nor between characters. */
  readonly bytes: Uint8Array
}

export interface VertexWarning {
  readonly message: string
  readonly detail: readonly string[]
  readonly url: string
  readonly file: string
  /** 0 when it is not known. */
  readonly line: number
}

/** @throws ProtocolError when the bytes are none, or were cut short */
export const readStatus = (bytes: Uint8Array): BuildStatus => {
  const status = ProtobufMessage.read(bytes)
  return {
    vertexes: status.messages(1).map(readVertex),
    transfers: status.messages(2).map(readTransfer),
    logs: status.messages(3).map(readLog),
    warnings: status.messages(4).map(readWarning),
  }
}

const readVertex = (vertex: ProtobufMessage): Vertex => ({
  digest: vertex.text(1),
  name: vertex.text(3),
  isCached: vertex.flag(4),
  startedMs: readTime(vertex.message(5)),
  completedMs: readTime(vertex.message(6)),
  error: vertex.text(7),
})

const readTransfer = (transfer: ProtobufMessage): VertexTransfer => ({
  vertex: transfer.text(2),
  id: transfer.text(1),
  name: transfer.text(3),
  currentBytes: transfer.number(4),
  totalBytes: transfer.number(5),
})

const readLog = (log: ProtobufMessage): VertexLog => ({
  vertex: log.text(1),
  stream: log.number(3) === 2 ? 'stderr' : 'stdout',
  bytes: log.bytes(4),
})

const readWarning = (warning: ProtobufMessage): VertexWarning => ({
  message: warning.text(3),
  detail: warning.texts(4),
  url: warning.text(5),
  file: warning.message(6)?.text(1) ?? '',
  // The first range, its start, the line.
  line: warning.messages(7)[0]?.message(1)?.number(1) ?? 0,
})

// Seconds and nanoseconds.
const readTime = (time: ProtobufMessage | undefined): number | undefined =>
  time && time.number(1) * 1000 + time.number(2) / 1e6
