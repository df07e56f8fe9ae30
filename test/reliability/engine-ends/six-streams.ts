import type { Engine } from '../../../src/api/index.ts'
import { BUSYBOX } from '../../api/support/resources.ts'

export interface SixStreamsOptions {
  /** What two of them run: it says something at once, and does not end. @default says no more */
  readonly command?: readonly string[]
  /** Of the container that one of them makes. */
  readonly labels?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** All that can be open for long, by name: each is a promise that must not come true. */
export const sixStreams = async (
  engine: Engine,
  containerId: string,
  { command = ['sh', '-c', 'echo begun; exec sleep 600'], labels = {}, signal }: SixStreamsOptions = {},
): Promise<ReadonlyMap<string, Promise<unknown>>> => {
  const drained = async (stream: AsyncIterable<unknown>): Promise<void> => {
    for await (const _ of stream);
  }
  const begun = new Set<string>()
  let allBegun = () => {}
  const reading = new Promise<void>((resolve) => {
    allBegun = resolve
  })
  const onOutputOf = (name: string) => () => {
    begun.add(name)
    if (begun.size === 2) allBegun()
  }
  const streams = new Map<string, Promise<unknown>>([
    [
      'followed logs',
      engine.containers.logs(containerId, { follow: true, signal }).then((logs) => drained(logs.lines())),
    ],
    ['events', drained(engine.system.events({ signal }))],
    ['wait', engine.containers.wait(containerId, { signal })],
    ['statistics', drained(engine.containers.followStats(containerId, { signal }))],
    ['exec', engine.exec.run(containerId, command, { onOutput: onOutputOf('exec'), signal })],
    ['run', engine.run(BUSYBOX, command, { labels, onOutput: onOutputOf('run'), signal })],
  ])
  for (const stream of streams.values()) stream.catch(() => {})
  await reading
  return streams
}
