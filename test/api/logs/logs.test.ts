import { expect, test } from 'vitest'
import { EngineConnectionError, ProtocolError } from '../../../src/api/index.ts'
import { fakeEngine } from '../support/fake-engine.ts'

const bytes = Buffer.concat([
  Buffer.from([1, 0, 0, 0, 0, 0, 0, 4]),
  Buffer.from('out\n'),
  Buffer.from([2, 0, 0, 0, 0, 0, 0, 4]),
  Buffer.from('err\n'),
])

test('followed logs reject when the connection is cut, between frames too', async () => {
  for (const end of [bytes.length, 10, 4]) {
    await using fake = await fakeEngine((_, response) => {
      response.write(bytes.subarray(0, end))
      setTimeout(() => response.destroy(), 5)
    })
    const logs = await fake.engine.containers.logs('x', { tty: false, follow: true })
    await expect(logs.text(), `cut at ${end}`).rejects.toThrow(EngineConnectionError)
  }
})

test('logs that end within a frame reject', async () => {
  await using fake = await fakeEngine((_, response) => response.end(bytes.subarray(0, 10)))
  const logs = await fake.engine.containers.logs('x', { tty: false })
  await expect(logs.text()).rejects.toThrow(ProtocolError)
})

test('the engine is asked for the terminal only where its headers do not say', async () => {
  const urls: (string | undefined)[] = []
  const answer = (content: string) =>
    fakeEngine(
      (request, response) => {
        urls.push(request.url)
        if (request.url?.endsWith('/json')) response.end('{"Config":{"Tty":true}}')
        else response.setHeader('content-type', content).end('plain')
      },
      { apiVersion: content === '' ? '1.41' : '1.44' },
    )
  await using old = await answer('')
  expect(await (await old.engine.containers.logs('x')).text()).toMatchObject({ stdout: 'plain' })
  expect(urls.splice(0)).toHaveLength(2)
  await using young = await answer('application/vnd.docker.raw-stream')
  expect(await (await young.engine.containers.logs('x')).text()).toMatchObject({ stdout: 'plain' })
  expect(urls).toHaveLength(1)
})

test('events and stats reject when the connection is cut', async () => {
  await using fake = await fakeEngine((_, response) => {
    response.write('{"Type":"container"}\n')
    setTimeout(() => response.destroy(), 5)
  })
  const { system, containers } = fake.engine
  const all = async (source: AsyncIterable<unknown>) => {
    for await (const _ of source);
  }
  await expect(all(system.events())).rejects.toThrow(EngineConnectionError)
  await expect(all(containers.followStats('x'))).rejects.toThrow(EngineConnectionError)
})

test('a wait whose connection is cut rejects', async () => {
  await using fake = await fakeEngine((_, response) => {
    response.flushHeaders()
    setTimeout(() => response.destroy(), 5)
  })
  await expect(fake.engine.containers.wait('x')).rejects.toThrow(EngineConnectionError)
})

test('an archive whose connection is cut rejects', async () => {
  const stat = Buffer.from('{"name":"x"}').toString('base64')
  await using fake = await fakeEngine((_, response) => {
    response.setHeader('x-docker-container-path-stat', stat).write('half a tar')
    setTimeout(() => response.destroy(), 5)
  })
  const { archive } = await fake.engine.containers.getArchive('x', { path: '/x' })
  await expect(archive.toArray()).rejects.toThrow(EngineConnectionError)
  const exported = await fake.engine.containers.export('x')
  await expect(exported.toArray()).rejects.toThrow(EngineConnectionError)
  const saved = await fake.engine.images.save(['x'])
  await expect(saved.toArray()).rejects.toThrow(EngineConnectionError)
})

test('a path without a description rejects', async () => {
  await using fake = await fakeEngine((_, response) => response.end())
  await expect(fake.engine.containers.archiveInfo('x', { path: '/x' })).rejects.toThrow(ProtocolError)
})
