import { chmod } from 'node:fs/promises'
import { createServer } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { SlipwayError } from '../../src/api/index.ts'
import { homeFolder } from '../support/home-folder.ts'
import { make, mistakes, stable } from './mistakes.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const mistakeOf = (heading: string) => {
  const found = mistakes().find((mistake) => mistake.heading === heading)
  if (found) return found
  throw new Error(`docs/errors.md has no mistake with the heading \`${heading}\`.`)
}

test('docs/errors.md has twelve mistakes, each with its code and its whole message', () => {
  expect(new Set(mistakes().map(({ heading }) => heading)).size).toBe(12)
  expect(mistakes().filter(({ codes, message }) => !/`[A-Z_]+`/.test(codes) || message === '')).toEqual([])
})

test('docs/errors.md has the whole message: there is no engine', async () => {
  vi.stubEnv('DOCKER_HOST', '')
  const mistake = mistakeOf('There is no engine')
  const error = await make(mistake)
  expect(error.message).toBe(mistake.message)
  expect(SlipwayError.is(error) && mistake.codes.includes(`\`${error.code}\``)).toBe(true)
})

test('docs/errors.md has the whole message: the socket may not be opened', async () => {
  vi.stubEnv('DOCKER_HOST', '')
  await using home = await homeFolder()
  vi.stubEnv('HOME', home.path)
  await using socket = await closedSocket(`${home.path}/engine.sock`)
  const names = { '/var/run/docker.sock': socket.path }
  const mistake = mistakeOf('The socket may not be opened')
  await chmod(home.path, 0o755)
  using _stranger = asStranger()
  const error = await make(mistake, names)
  expect(stable(error.message, names)).toBe(mistake.message)
  expect(SlipwayError.is(error) && mistake.codes.includes(`\`${error.code}\``)).toBe(true)
})

/** A socket that somebody listens to, and that nobody but root may open. */
const closedSocket = async (path: string): Promise<AsyncDisposable & { readonly path: string }> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(path, resolve))
  await chmod(path, 0o000)
  return { path, [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** This process without the rights of root, to whom no mode says no. */
const asStranger = (): Disposable => {
  const isRoot = process.getuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  return { [Symbol.dispose]: () => void (isRoot && process.seteuid?.(0)) }
}
