import { expect, test } from 'vitest'
import { GenericContainer, type StartedTestContainer, Wait } from '../../src/index.ts'
import { lastWords } from '../../src/runners/last-words.ts'

const printing = (script: string) => new GenericContainer('busybox').withCommand(['sh', '-c', script])

const wordsOf = async (container: StartedTestContainer, lineCount = 20): Promise<string> => {
  const words = await lastWords({ name: 'box', id: container.getId() }, lineCount)
  // Podman has the whole name of an image.
  return words.replaceAll(container.getId().slice(0, 12), '<id>').replace(/\((?:[\w.]+\/)+busybox:latest,/, '(busybox,')
}

test('the last lines of both streams are told, and not more of them than were asked for', async () => {
  await using container = await printing('seq 30; echo oops >&2; exec sleep infinity')
    .withWaitStrategy(Wait.forLogMessage('oops'))
    .start()
  const words = await wordsOf(container, 3)
  expect(words.split('\n').slice(0, 1)).toEqual(['Last log lines of `box` (busybox, <id>):'])
  expect(words.split('\n').slice(1)).toHaveLength(3)
})

test('a container that has ended is said to have, with its exit code', async () => {
  await using container = await printing('echo going; exit 3').withWaitStrategy(Wait.forExit(3)).start()
  expect(await wordsOf(container)).toBe('Last log lines of `box` (busybox, <id>, exited with code 3):\n  going')
})

test('a container that is silent is said to be', async () => {
  await using container = await printing('exec sleep infinity').start()
  expect(await wordsOf(container)).toBe('`box` (busybox, <id>) printed nothing.')
})

test('a container that is gone does not hide why the test failed', async () => {
  const container = await printing('exec sleep infinity').start()
  await container.stop()
  expect(await wordsOf(container)).toBe('`box` (<id>) is gone from the engine, and its log with it.')
})
