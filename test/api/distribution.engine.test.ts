import { expect } from 'vitest'
import { Engine, NotFoundError, ServerError, UnauthorizedError } from '../../src/api/index.ts'
import { ensureRegistries } from '../testbed/registry.ts'
import { BUSYBOX, owned, uniqueName } from './support/resources.ts'
import { testDocker } from './support/test-docker.ts'

const test = testDocker((engine) => engine.distribution.inspect(BUSYBOX))

const pushBusybox = async (engine: Engine, name: string, auth = {}) => {
  const tag = uniqueName()
  await engine.images.tag(BUSYBOX, { repo: name, tag })
  const image = owned({ name: `${name}:${tag}` }, () => engine.images.remove(`${name}:${tag}`))
  await engine.images.push(image.name, { auth })
  return image
}

test('a registry tells digest and platforms of an image', async () => {
  await using engine = await Engine.connect()
  const { open } = await ensureRegistries()
  await using image = await pushBusybox(engine, `${open}/library/slipway-test`)
  const { Descriptor, Platforms } = await engine.distribution.inspect(image.name)
  const { RepoDigests, Os, Architecture } = await engine.images.inspect(image.name)
  expect(Descriptor).toMatchObject({ mediaType: expect.stringContaining('manifest'), size: expect.any(Number) })
  expect(RepoDigests).toContain(`${open}/library/slipway-test@${Descriptor.digest}`)
  expect(Platforms).toMatchObject([{ os: Os, architecture: Architecture }])
  const byDigest = `${open}/library/slipway-test@${Descriptor.digest}`
  expect((await engine.distribution.inspect(byDigest)).Descriptor.digest).toBe(Descriptor.digest)
  const plain = image.name.replace(`${open}/library/`, '')
  expect((await engine.distribution.inspect(plain)).Descriptor).toEqual(Descriptor)
  await expect(engine.distribution.inspect(`${open}/slipway-nowhere:1`)).rejects.toThrow(NotFoundError)
})

test('a registry that asks for credentials gets them, and refuses others', async () => {
  await using engine = await Engine.connect()
  const { guarded, username, password } = await ensureRegistries()
  const auth = { username, password, serveraddress: guarded }
  await using image = await pushBusybox(engine, `${guarded}/library/slipway-test`, auth)
  await expect(engine.distribution.inspect(image.name, { auth })).resolves.toMatchObject({
    Platforms: [{ os: 'linux' }],
  })
  await expect(engine.distribution.inspect(image.name, { auth: {} })).rejects.toThrow(ServerError)
  const wrong = engine.distribution.inspect(image.name, { auth: { ...auth, password: 'wrong-password' } })
  await expect(wrong).rejects.toThrow(UnauthorizedError)
  await expect(wrong).rejects.not.toThrow(/wrong-password/)
})

test('credentials that are kept are used, unless a stranger is to ask', async () => {
  const { guarded, username, password } = await ensureRegistries()
  const auth = { username, password, serveraddress: guarded }
  const credentials = { of: async (host: string) => (host === guarded ? auth : undefined), all: async () => ({}) }
  await using engine = await Engine.connect({ credentials })
  await using image = await pushBusybox(engine, `${guarded}/library/slipway-test`, auth)
  await expect(engine.distribution.inspect(image.name)).resolves.toMatchObject({ Platforms: [{ os: 'linux' }] })
  await expect(engine.distribution.inspect(image.name, { auth: {} })).rejects.toThrow(ServerError)
})
