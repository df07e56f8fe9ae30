import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { GenericContainer, Wait } from '../../src/index.ts'
import { BUSYBOX } from './idle.ts'

const printing = (script: string) =>
  new GenericContainer(BUSYBOX).withCommand(['sh', '-c', script]).withWaitStrategy(Wait.forOneShotStartup())

test('a log consumer is handed both kinds together, and apart', async () => {
  const seen: Promise<string>[] = []
  await using _ = await printing('echo one; sleep 0.1; echo two >&2; sleep 0.1; echo three')
    .withLogConsumer((stream, { stdout, stderr }) => seen.push(text(stream), text(stdout), text(stderr)))
    .start()
  expect(await Promise.all(seen)).toEqual(['one\ntwo\nthree\n', 'one\nthree\n', 'two\n'])
})

test('one kind alone is read to its end although nobody reads the rest, however much it is', async () => {
  const seen: Promise<string>[] = []
  await using _ = await printing('head -c 30000000 /dev/zero; echo end >&2')
    .withLogConsumer((_, { stderr }) => seen.push(text(stderr)))
    .start()
  expect(await Promise.all(seen)).toEqual(['end\n'])
})

test('a consumer that reads late has everything from the first line on', async () => {
  const seen: Promise<string>[] = []
  await using _ = await printing('echo one; echo two')
    .withLogConsumer((stream) => seen.push(sleep(300).then(() => text(stream))))
    .start()
  expect(await Promise.all(seen)).toEqual(['one\ntwo\n'])
})

test('a consumer that has seen enough does not hold the container up', async () => {
  const lines: string[] = []
  await using _ = await printing('echo first; head -c 30000000 /dev/zero; exit 0')
    .withLogConsumer(async (stream) => {
      const reader = createInterface(stream)
      lines.push(String(await once(reader, 'line')))
      reader.close()
      stream.destroy()
    })
    .start()
  expect(lines).toEqual(['first'])
})

test('what is printed until the very end of a run arrives, and the next run in new streams', async () => {
  const runs: Promise<string>[] = []
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['sh', '-c', 'trap "echo bye >&2; exit 0" TERM; echo begin; while :; do sleep 0.05; done'])
    .withLogConsumer((_, { stdout, stderr }) => runs.push(text(stdout), text(stderr)))
    .withWaitStrategy(Wait.forLogMessage('begin'))
    .start()
  await container.restart({ timeout: 10_000 })
  await container.stop({ timeout: 10_000 })
  expect(await Promise.all(runs)).toEqual(['begin\n', 'bye\n', 'begin\n', 'bye\n'])
})

test('a container with a terminal is read too', async () => {
  const seen: Promise<string>[] = []
  await using _ = await printing('tty; echo done')
    .withEngineOptions({ Tty: true })
    .withLogConsumer((stream) => seen.push(text(stream)))
    .start()
  expect(await Promise.all(seen)).toEqual([expect.stringMatching(/^\/dev\/\S+\r\ndone\r\n$/)])
})
