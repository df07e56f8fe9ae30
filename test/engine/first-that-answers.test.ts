import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { firstThatAnswers } from '../../src/engine/first-that-answers.ts'
import type { Place } from '../../src/engine/places.ts'

const connect = ({ host }: Place) => Engine.connect({ host })

test('the first place that answers is taken, and those before it may be missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  const server = createServer((_, answer) => answer.setHeader('api-version', '1.45').end('OK')).listen(
    join(folder, 'sock'),
  )
  await once(server, 'listening')
  try {
    const places = [
      { host: 'unix:///no/such.sock', source: 'one' },
      { host: `unix://${join(folder, 'sock')}`, source: 'two' },
    ]
    await using engine = await firstThatAnswers(places, connect)
    expect(engine.apiVersion).toBe('1.45')
  } finally {
    server.close()
    await rm(folder, { recursive: true })
  }
})

test('when nothing answers, every place is listed with what happened there', async () => {
  const places = [
    { host: 'unix:///no/such.sock', source: 'Docker' },
    { host: 'tcp://127.0.0.1:1', source: 'DOCKER_HOST' },
  ]
  await expect(firstThatAnswers(places, connect)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [EngineNotFoundError: No container engine was found. Start Docker, Podman, Colima, OrbStack or Rancher Desktop, or set DOCKER_HOST to where yours listens.
    Tried:
      Docker: unix:///no/such.sock: no such socket
      DOCKER_HOST: tcp://127.0.0.1:1: nothing listens there]
  `)
})

test('looking for an engine ends with the reason of the signal', async () => {
  const signal = AbortSignal.abort(new Error('never mind'))
  const places = [{ host: 'tcp://127.0.0.1:1', source: 'x' }]
  const search = firstThatAnswers(places, ({ host }) => Engine.connect({ host, signal }), { signal })
  await expect(search).rejects.toThrow('never mind')
})
