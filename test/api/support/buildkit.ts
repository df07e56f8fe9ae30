import { expect, test } from 'vitest'
import { Engine, UnsupportedError } from '../../../src/api/index.ts'
import { engineTraits } from './engine-traits.ts'
import { tarOf } from './tar.ts'

const { isPodman } = await engineTraits()

/** The builders that the engine of the tests has. */
export const builders: readonly ('buildkit' | 'classic')[] = isPodman ? ['classic'] : ['buildkit', 'classic']

/** A test of what BuildKit does; on an engine that has none, a test that says so. */
export const testBuildKit = (title: string, run: () => Promise<void>): void => {
  if (isPodman) test(`an engine without BuildKit refuses it clearly: ${title}`, refuses)
  else test(title, run)
}

const refuses = async (): Promise<void> => {
  await using engine = await Engine.connect()
  const context = tarOf({ Dockerfile: 'FROM busybox\n' })
  await expect(engine.build(context, { secrets: {} })).rejects.toThrow(UnsupportedError)
  await expect(engine.session.open({ id: 'x' })).rejects.toThrow(UnsupportedError)
}
