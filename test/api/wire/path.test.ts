import { expect, test } from 'vitest'
import { InvalidArgumentError } from '../../../src/api/index.ts'
import { path, query } from '../../../src/api/wire/path.ts'
import { fakeEngine } from '../support/fake-engine.ts'

test.each([
  ['a b', '/containers/a%20b/json'],
  ['a?all=1', '/containers/a%3Fall=1/json'.replace('=', '%3D')],
  ['a#b', '/containers/a%23b/json'],
  ['a%2e', '/containers/a%252e/json'],
  ['ä', '/containers/%C3%A4/json'],
])('the name `%s` cannot leave its place in the path', (name, expected) => {
  expect(path`/containers/${name}/json`).toBe(expected)
})

test('image references keep their slashes, port, tag and digest', () => {
  expect(path`/images/${'127.0.0.1:5000/a/b:1@sha256:00'}/json`).toBe('/images/127.0.0.1:5000/a/b:1@sha256:00/json')
})

test.each(['', '.', '..', '../info', 'a/../b', '/a', 'a/', 'a//b'])(
  'the name `%s` is refused before anything is sent, by the promise and not by the call',
  async (name) => {
    await using fake = await fakeEngine(() => {})
    const { containers, images, networks, volumes, exec, plugins, nodes, services, tasks, secrets, configs } =
      fake.engine
    const refused = [
      containers.inspect(name),
      containers.update(name, {}),
      containers.top(name),
      containers.stats(name),
      containers.changes(name),
      containers.start(name),
      containers.logs(name),
      exec.create(name, { Cmd: ['true'] }),
      exec.inspect(name),
      images.inspect(name),
      images.attestations(name),
      images.history(name),
      images.remove(name),
      images.push(name),
      networks.inspect(name),
      networks.remove(name),
      volumes.inspect(name),
      volumes.remove(name),
      plugins.inspect(name),
      nodes.inspect(name),
      services.inspect(name),
      services.logs(name),
      tasks.inspect(name),
      tasks.logs(name),
      secrets.inspect(name),
      configs.inspect(name),
    ]
    for (const settled of await Promise.allSettled(refused))
      expect(settled).toMatchObject({ status: 'rejected', reason: expect.any(InvalidArgumentError) })
  },
)

test('a query leaves out what is absent, repeats arrays and writes objects as JSON', () => {
  const filters = { label: ['a=b&c'], status: undefined }
  expect(query({ all: true, limit: 0, name: undefined, t: ['a', 'b'], filters })).toBe(
    `?all=true&limit=0&t=a&t=b&filters=${encodeURIComponent('{"label":["a=b&c"]}')}`,
  )
  expect(query({})).toBe('')
  expect(query({ filters: {} })).toBe('')
})
