import { expect, test } from 'vitest'
import type { ContainerExit, FileFound, WaitTarget } from '../../src/wait/target.ts'
import { Wait } from '../../src/wait/wait.ts'
import { Deferred, fakeTarget } from './fake-target.ts'
import { failureOf, stable, waitFor } from './waiting.ts'

const fileOf = (sizeBytes: number, modifiedAt = 'then', kind: FileFound['kind'] = 'file'): FileFound => ({
  kind,
  sizeBytes,
  modifiedAt,
})

/** A container in which a file is as given at each look, and then stays as it was at the last. */
const container = (looks: readonly (FileFound | undefined)[], text = '', given: Partial<WaitTarget> = {}) => {
  const asked = { looks: 0, reads: 0, paths: new Set<string>() }
  const target = fakeTarget({
    file: async (path) => {
      asked.paths.add(path)
      return looks[Math.min(asked.looks++, looks.length - 1)]
    },
    fileText: async () => {
      asked.reads++
      return text
    },
    ...given,
  })
  return { target, asked }
}

test.each(['file', 'directory', 'other'] as const)('a %s that is there is ready', async (kind) => {
  const { target, asked } = container([undefined, undefined, fileOf(0, 'now', kind)])
  await waitFor(Wait.forFile('/run/ready'), target)
  expect(asked).toEqual({ looks: 3, reads: 0, paths: new Set(['/run/ready']) })
})

test.each(['ready', /^state: r.ady$/m, /READY/gi])('a file may have to hold %s', async (contains) => {
  const { target } = container([fileOf(30)], 'begun: yes\nstate: ready\n')
  await waitFor(Wait.forFile('/run/state', { contains }), target)
})

test('a file is read again when it has changed, and not when it has not', async () => {
  const texts = ['', '', 'half', 'half', 'half of it']
  const looks = [0, 0, 0, 0, 4, 4, 4, 4].map((size) => fileOf(size, `at ${size}`))
  const { target, asked } = container([...looks, fileOf(4, 'later')])
  const reading = { ...target, fileText: async () => texts[asked.reads++] ?? '' }
  await waitFor(Wait.forFile('/run/state', { contains: 'it' }).withPollInterval(1), reading)
  expect(asked).toMatchObject({ looks: 9, reads: 5 })
})

test('a timeout says what is there', async () => {
  const seen = async (found: FileFound | undefined, contains?: string) => {
    const { target } = container([found], 'not yet')
    const error = await failureOf(waitFor(Wait.forFile('/run/state', { contains }), target, { limitMs: 40 }))
    return stable(error.waits[0]?.lastSaw ?? '')
  }
  expect({
    nothing: await seen(undefined),
    'another content': await seen(fileOf(7), 'ready'),
    'a directory': await seen(fileOf(4096, '', 'directory'), 'ready'),
    'a pipe': await seen(fileOf(0, '', 'other'), 'ready'),
  }).toMatchInlineSnapshot(`
    {
      "a directory": "a directory",
      "a pipe": "no ordinary file",
      "another content": "7 bytes without it",
      "nothing": "no such file",
    }
  `)
})

test('a container that exits has left the file, or has not', async () => {
  const exit = new Deferred<ContainerExit>()
  const { target } = container([undefined, fileOf(1)], '', { exited: exit.promise })
  const wait = Wait.forFile('/out/result').withPollInterval(60_000)
  const waiting = waitFor(wait, target)
  await new Promise(setImmediate)
  exit.resolve({ exitCode: 0 })
  await waiting

  const without = container([undefined], '', { exited: exit.promise })
  const error = await failureOf(waitFor(wait, without.target))
  expect(error).toMatchObject({ reason: 'exited', exitCode: 0 })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 0 after 12 s: it left no such file.
    Waited for file \`/out/result\` to exist; last saw: no such file (2 times).
    Last log lines:
      starting"
  `)
  expect(without.asked.looks).toBe(2)
})

test('an engine that cannot look ends the wait', async () => {
  const cause = new Error('not a directory')
  const target = fakeTarget({ file: () => Promise.reject(cause) })
  expect(await failureOf(waitFor(Wait.forFile('/etc/passwd/x'), target))).toMatchObject({ reason: 'failed', cause })
})

test('a path is absolute', () => {
  expect(() => Wait.forFile('run/ready')).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: forFile() takes an absolute path inside the container, got \`run/ready\`.]`,
  )
})
