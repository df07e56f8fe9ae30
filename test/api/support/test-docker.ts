import { expect, test } from 'vitest'
import { Engine, UnsupportedError } from '../../../src/api/index.ts'
import { engineTraits } from './engine-traits.ts'

const { isPodman } = await engineTraits()

type Test = (title: string, run: () => Promise<void>) => void

/** `test` of what Podman has not; there, a test that asking for it is refused. */
export const testDocker = (...asks: readonly ((engine: Engine) => Promise<unknown>)[]): Test => {
  if (!isPodman) return (title, run) => test(title, run)
  return (title) =>
    test(`Podman refuses it clearly: ${title}`, async () => {
      await using engine = await Engine.connect()
      for (const ask of asks) await expect(ask(engine)).rejects.toThrow(UnsupportedError)
    })
}
