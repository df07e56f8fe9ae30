import type { Engine, EngineBuildOptions } from '../api/index.ts'
import { owe } from '../run/outstanding.ts'

/** How an image is built. */
export interface BuildRequest extends Omit<EngineBuildOptions, 'tags' | 'output'> {
  /** Folder that is sent to the engine, less what its .dockerignore excludes. @default none: what `contextContent` has is all */
  readonly context?: string | undefined
}

/** Builds an image under one name. What is left of it and of its steps is for the end of the session. See Engine.build(). */
export const buildImage = async (
  engine: Engine,
  name: string,
  { context, ...options }: BuildRequest,
): Promise<void> => {
  owe(`image ${name}`)
  await engine.build(context ?? new Uint8Array(), { ...options, tags: [name] })
}
