import type { Chance } from '../hostile/seeded.ts'
import { times } from '../soak.ts'

/** What goes wrong with all connections, in Toxiproxy's words. `refusal` is none of its toxics: all is cut, and nothing new accepted. */
export interface Toxic {
  readonly type: 'latency' | 'bandwidth' | 'slow_close' | 'timeout' | 'reset_peer' | 'slicer' | 'limit_data' | 'refusal'
  /** What the client sends, or what the engine answers. */
  readonly stream: 'upstream' | 'downstream'
  readonly attributes: Readonly<Record<string, number>>
}

/** All of them, by the name that the table of docs/reliability.md has. */
export const toxics = ({ below }: Chance): readonly (readonly [name: string, Omit<Toxic, 'stream'>])[] => [
  // The longest to bear comes first.
  ['nothing passes', { type: 'timeout', attributes: { timeout: 0 } }],
  [
    `${lateMs / 1_000} s late, give or take half`,
    { type: 'latency', attributes: { latency: lateMs, jitter: lateMs / 2 } },
  ],
  ['2 KB/s', { type: 'bandwidth', attributes: { rate: 2 } }],
  ['closed 2 s late', { type: 'slow_close', attributes: { delay: 2_000 } }],
  ['nothing passes, closed after 0.5 s', { type: 'timeout', attributes: { timeout: 500 } }],
  ['reset at once', { type: 'reset_peer', attributes: { timeout: 0 } }],
  ['reset after 0.5 s', { type: 'reset_peer', attributes: { timeout: 500 } }],
  ['8 bytes each millisecond', { type: 'slicer', attributes: { average_size: 8, size_variation: 4, delay: 1_000 } }],
  ['closed after some bytes', { type: 'limit_data', attributes: { bytes: 1 + below(3_000) } }],
  ['refused', { type: 'refusal', attributes: {} }],
]

const lateMs = times(200, 2_000)
