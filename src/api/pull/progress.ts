import type { ProgressMessage } from '../types/progress.ts'

/** How far a pull has come. */
export interface PullProgress {
  /** From 0 to 1, never less than before, and 1 at the end; an estimate while not every layer's size is known. */
  readonly share: number
  /** Bytes that were fetched. */
  readonly downloadedBytes: number
  /** Bytes of the layers whose size is known and that are not there already. */
  readonly totalBytes: number
  readonly layers: number
  /** Fetched and unpacked, or there already. */
  readonly layersDone: number
}

/** Adds up what the engine tells of each layer by itself. */
export class PullTally {
  readonly #layers = new Map<string, Layer>()
  #share = 0

  /** @returns how far it is now; undefined for a message that is of no layer */
  add({ id, status = '', progressDetail = {} }: ProgressMessage): PullProgress | undefined {
    const before = id === undefined ? undefined : (this.#layers.get(id) ?? (isNew(status) ? unknown : undefined))
    if (id === undefined || before === undefined) return
    this.#layers.set(id, next(before, status, progressDetail))
    return this.#progress()
  }

  /** @returns how far a pull has come that has ended */
  finish(): PullProgress {
    return { ...this.#progress(), share: 1 }
  }

  #progress(): PullProgress {
    const layers = [...this.#layers.values()]
    const missing = layers.filter(({ isThere }) => !isThere)
    const known = missing.filter(({ total }) => total > 0)
    const totalBytes = sum(known, ({ total }) => total)
    // To unpack a layer counts as much as to fetch it; one of unknown size is taken for an average one.
    const work = (2 * totalBytes * missing.length) / (known.length || 1)
    const done = sum(known, ({ fetched, unpacked }) => fetched + unpacked)
    this.#share = Math.max(this.#share, work === 0 ? 0 : Math.min(done / work, 1))
    return {
      share: this.#share,
      downloadedBytes: sum(known, ({ fetched }) => fetched),
      totalBytes,
      layers: layers.length,
      layersDone: layers.filter(({ isDone }) => isDone).length,
    }
  }
}

interface Layer {
  /** Bytes; 0 while it is not known. */
  readonly total: number
  readonly fetched: number
  readonly unpacked: number
  readonly isThere: boolean
  readonly isDone: boolean
}

const unknown: Layer = { total: 0, fetched: 0, unpacked: 0, isThere: false, isDone: false }

/** The words with which the engine first speaks of a layer; other ids are tags. */
const isNew = (status: string): boolean =>
  /^(Pulling fs layer|Waiting|Already exists|Downloading|Download complete|Extracting|Pull complete)$/.test(status)

const next = (
  layer: Layer,
  status: string,
  { current = 0, total = 0 }: ProgressMessage['progressDetail'] = {},
): Layer => {
  switch (status) {
    case 'Already exists':
      return { ...layer, isThere: true, isDone: true }
    case 'Downloading':
      return { ...layer, total: total || layer.total, fetched: current }
    case 'Verifying Checksum':
    case 'Download complete':
      return { ...layer, fetched: layer.total }
    case 'Extracting':
      // Some engines count seconds here, without a total.
      return total > 0 ? { ...layer, total, fetched: total, unpacked: current } : { ...layer, fetched: layer.total }
    case 'Pull complete':
      return { ...layer, fetched: layer.total, unpacked: layer.total, isDone: true }
    default:
      return layer
  }
}

const sum = (layers: readonly Layer[], of: (layer: Layer) => number): number =>
  layers.reduce((total, layer) => total + of(layer), 0)
