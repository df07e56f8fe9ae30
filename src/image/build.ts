import type { Engine, EngineBuildOptions } from '../api/index.ts'

/** How an image is built from a folder. */
export interface BuildRequest extends Omit<EngineBuildOptions, 'tags' | 'output'> {
  /** Folder that is sent to the engine, less what its .dockerignore excludes. */
  readonly context: string
}

/** Builds an image from a folder, under one name. See Engine.build(). */
export const buildImage = async (
  engine: Engine,
  name: string,
  { context, ...options }: BuildRequest,
): Promise<void> => {
  await engine.build(context, { ...options, tags: [name] })
}
