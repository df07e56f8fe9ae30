import { expect, test } from 'vitest'
import { UnsupportedError } from '../../../src/api/index.ts'
import { fakeEngine } from '../support/fake-engine.ts'

test('an option that is newer than the engine is refused before anything is sent', async () => {
  let requests = 0
  await using fake = await fakeEngine((_, response) => {
    requests++
    response.end('[]')
  })
  const stop = fake.engine.containers.stop('web', { stopSignal: 'SIGINT' })
  await expect(stop).rejects.toThrow(UnsupportedError)
  await expect(stop).rejects.toMatchObject({ code: 'ENGINE_UNSUPPORTED', feature: 'stopSignal' })
  await expect(fake.engine.images.list({ manifests: true })).rejects.toThrow('`manifests` needs API 1.47')
  expect(requests).toBe(0)
})

test('the message names the feature, both versions and what to do', async () => {
  await using fake = await fakeEngine((_, response) => response.end('{}'))
  const error: unknown = await fake.engine.containers
    .create({ Image: 'web', HostConfig: { Annotations: { a: 'b' } } })
    .catch((reason: unknown) => reason)
  expect(String(error).replace(fake.host, 'HOST')).toMatchInlineSnapshot(
    '"UnsupportedError: `HostConfig.Annotations` needs API 1.43, and the engine at `HOST` speaks 1.41. Leave it out, or update the engine."',
  )
})

test.each([
  ['Healthcheck.StartInterval', { Healthcheck: { StartInterval: 1_000_000 } }],
  ['HostConfig.Umask', { HostConfig: { Umask: 0o77 } }],
  ['several networks', { NetworkingConfig: { EndpointsConfig: { a: {}, b: {} } } }],
  ['EndpointConfig.GwPriority', { NetworkingConfig: { EndpointsConfig: { a: { GwPriority: 1 } } } }],
  ['Mount of type image', { HostConfig: { Mounts: [{ Type: 'image', Target: '/x', Source: 'web' }] } }],
  [
    'VolumeOptions.Subpath',
    { HostConfig: { Mounts: [{ Type: 'volume', Target: '/x', VolumeOptions: { Subpath: 'y' } }] } },
  ],
] as const)('a container that asks an old engine for %s is not created without it', async (feature, config) => {
  await using fake = await fakeEngine((_, response) => response.end('{"Id":"1","Warnings":[]}'))
  await expect(fake.engine.containers.create({ Image: 'web', ...config })).rejects.toThrow(feature)
})

test('an engine that is new enough gets the option', async () => {
  const urls: (string | undefined)[] = []
  await using fake = await fakeEngine(
    (request, response) => {
      urls.push(request.url)
      response.statusCode = 204
      response.end()
    },
    { apiVersion: '1.44' },
  )
  await fake.engine.containers.stop('web', { stopSignal: 'SIGINT' })
  expect(urls).toEqual(['/v1.44/containers/web/stop?signal=SIGINT'])
})

test('what an old engine is not asked for is no reason to refuse', async () => {
  await using fake = await fakeEngine((_, response) => response.end('{"Id":"1","Warnings":[]}'))
  const config = { Image: 'web', Healthcheck: { StartInterval: 0 }, HostConfig: { Annotations: null } }
  await expect(fake.engine.containers.create(config)).resolves.toMatchObject({ Id: '1' })
})
