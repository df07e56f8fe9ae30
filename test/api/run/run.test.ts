import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { expect, expectTypeOf, test } from 'vitest'
import {
  type Engine,
  EngineConnectionError,
  type ImageInspect,
  type RunResult,
  ServerError,
} from '../../../src/api/index.ts'
import { type FakeEngine, fakeEngine } from '../support/fake-engine.ts'

/** An engine that keeps a list of what it was asked, and lets the test answer. */
const engineThat = async (
  answers: Readonly<Record<string, (response: ServerResponse) => void>>,
  onAttach: (socket: Duplex) => void = () => {},
): Promise<FakeEngine & { readonly asked: readonly string[] }> => {
  const asked: string[] = []
  const note = (method = '', url = '') => {
    const call = `${method} ${url.replace(/^\/v[\d.]+|\?.*$/g, '').replace(/\?.*$/, '')}`
    asked.push(call)
    return call
  }
  const fake = await fakeEngine(({ method, url }, response) => {
    const answer = answers[note(method, url)]
    if (answer) answer(response)
    else response.writeHead(204).end()
  })
  fake.server.on('upgrade', ({ method, url }, socket: Duplex) => {
    note(method, url)
    socket.on('error', () => {})
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
    onAttach(socket)
  })
  return { ...fake, asked }
}

const create = 'POST /containers/create'
const wait = 'POST /containers/c1/wait'
const start = 'POST /containers/c1/start'
const remove = 'DELETE /containers/c1'

const created = (response: ServerResponse) => void response.end('{"Id":"c1","Warnings":[]}')
const opened = (response: ServerResponse) => void response.write(' ')

test('what a create makes after the abort is removed before the run rejects', async () => {
  await using fake = await engineThat({ [create]: (response) => void setTimeout(created, 100, response) })
  const signal = AbortSignal.timeout(20)
  await expect(fake.engine.run('app', [], { signal })).rejects.toThrow('aborted due to timeout')
  expect(fake.asked).toEqual([create, remove])
})

test('nothing is started before the output is attached and the end is watched', async () => {
  let end: ServerResponse | undefined
  await using fake = await engineThat(
    {
      [create]: created,
      [wait]: (response) => {
        opened(response)
        end = response
      },
      [start]: (response) => {
        response.writeHead(204).end()
        end?.end('{"StatusCode":4}')
      },
    },
    (socket) => socket.end(Buffer.from([1, 0, 0, 0, 0, 0, 0, 2, 0x68, 0x69])),
  )
  await expect(fake.engine.run('app')).resolves.toMatchObject({ exitCode: 4, stdout: 'hi' })
  expect(fake.asked.slice(1, 3).sort()).toEqual(['POST /containers/c1/attach', wait])
  expect(fake.asked.slice(3)).toEqual([start, remove])
})

test('an engine that dies while a command runs is an error, although the output ends as if all were well', async () => {
  let end: ServerResponse | undefined
  await using fake = await engineThat(
    {
      [create]: created,
      [wait]: (response) => {
        opened(response)
        end = response
      },
      [start]: (response) => {
        response.writeHead(204).end()
        setTimeout(() => end?.destroy(), 20)
      },
    },
    (socket) => socket.end(),
  )
  await expect(fake.engine.run('app')).rejects.toThrow(EngineConnectionError)
})

test('an engine that cannot attach is an error, and the container goes', async () => {
  await using fake = await engineThat({
    [create]: created,
    [wait]: (response) => void response.writeHead(500).end('{"message":"no"}'),
  })
  await expect(fake.engine.run('app')).rejects.toThrow(ServerError)
  expect(fake.asked).not.toContain(start)
  expect(fake.asked.at(-1)).toBe(remove)
})

test('a container that the engine is removing itself is waited for', async () => {
  await using fake = await engineThat({
    [create]: created,
    [start]: (response) => void response.writeHead(500).end('{"message":"no"}'),
    [wait]: (response) => void response.end('{"StatusCode":0}'),
    [remove]: (response) => void response.writeHead(409).end('{"message":"removal is in progress"}'),
  })
  await expect(fake.engine.runDetached('app')).rejects.toThrow('A container of `app` could not be started: no')
  expect(fake.asked).toEqual([create, start, remove, wait])
})

test('a removal that fails is an error when all else went well', async () => {
  await using fake = await engineThat(
    {
      [create]: created,
      [wait]: (response) => void response.end('{"StatusCode":0}'),
      [remove]: (response) => void response.writeHead(500).end('{"message":"device is busy"}'),
    },
    (socket) => socket.end(),
  )
  await expect(fake.engine.run('app')).rejects.toThrow('device is busy')
})

test('a run and a pull promise the shape of their answers', () => {
  expectTypeOf<ReturnType<Engine['run']>>().resolves.toEqualTypeOf<RunResult>()
  expectTypeOf<ReturnType<Engine['runDetached']>>().resolves.toEqualTypeOf<{ readonly containerId: string }>()
  expectTypeOf<ReturnType<Engine['pull']>>().resolves.toEqualTypeOf<ImageInspect>()
})
