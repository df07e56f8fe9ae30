import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'
import type { BuildProgress, Engine, EngineBuildOptions } from '../../../src/api/index.ts'
import { owned } from './resources.ts'

/** What a build told and made. */
export interface Built extends AsyncDisposable {
  readonly imageId: string
  readonly events: readonly BuildProgress[]
  /** What its steps printed. */
  readonly lines: readonly string[]
  /** How the last step whose name holds that text went. */
  readonly outcome: (text: string) => string | undefined
}

export type Files = Readonly<Record<string, string | Buffer>>

/** Builds an image of these files, which goes with the test. */
export const buildOf = async (
  engine: Engine,
  files: Files,
  options: Omit<EngineBuildOptions, 'output'> = {},
): Promise<Built> => {
  const events: BuildProgress[] = []
  const onProgress = (event: BuildProgress) => {
    events.push(event)
    options.onProgress?.(event)
  }
  const { imageId } = await engine.build(await contextOf(files), { ...options, onProgress })
  return owned(
    {
      imageId,
      events,
      lines: events.flatMap((event) => (event.kind === 'log' ? [event.text] : [])),
      outcome: (text: string) =>
        events.findLast((event) => isEnd(event) && 'step' in event && event.step?.name.includes(text))?.kind,
    },
    () => engine.images.remove(imageId, { force: true }),
  )
}

/** A build context; programs and texts alike may be run. */
export const contextOf = async (files: Files): Promise<Buffer> => {
  const archive = pack()
  for (const [name, content] of Object.entries(files)) archive.entry({ name, mode: 0o755, mtime: new Date(0) }, content)
  archive.finalize()
  return buffer(archive)
}

const isEnd = ({ kind }: BuildProgress): boolean => kind === 'done' || kind === 'cached' || kind === 'failed'
