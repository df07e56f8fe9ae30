import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type AuthConfig, Engine, type RegistryCredentials } from '../../../src/api/index.ts'
import { ensureRegistries } from '../../testbed/registry.ts'
import { builders, testBuildKit } from '../support/buildkit.ts'
import { buildOf } from '../support/builds.ts'
import { BUSYBOX, owned, uniqueName } from '../support/resources.ts'

/** An image in the registry that asks who one is, and not in the engine. */
const privateImage = async (engine: Engine) => {
  const { guarded: host, username, password } = await ensureRegistries()
  const auth = { username, password, serveraddress: host }
  const name = `${host}/library/${uniqueName()}`
  // Its own content, since the engine would know the layers of another.
  const made = await buildOf(engine, { Dockerfile: `FROM ${BUSYBOX}\nRUN echo ${randomUUID()} > /private\n` })
  await engine.images.tag(made.imageId, { repo: name, tag: '1' })
  await engine.images.push(`${name}:1`, { auth })
  await engine.images.remove(made.imageId, { force: true })
  return owned({ host, auth, name: `${name}:1` }, () => engine.images.remove(`${name}:1`, { force: true }))
}

const keeping = (host: string, auth: AuthConfig): RegistryCredentials => ({
  of: async (asked) => (asked === host ? auth : undefined),
  all: async () => ({ [host]: auth }),
})

test.each(builders)('a private base image is had by the %s builder with the credentials given', async (builder) => {
  await using engine = await Engine.connect()
  await using image = await privateImage(engine)
  const files = { Dockerfile: `FROM ${image.name}\nRUN test -s /private\n` }
  await expect(buildOf(engine, files, { builder, auth: {} })).rejects.toMatchObject({ name: 'BuildError' })
  await using _built = await buildOf(engine, files, { builder, auth: { [image.host]: image.auth } })
})

test.each(builders)(
  'a private base image is had by the %s builder with the credentials that the client has',
  async (builder) => {
    await using maker = await Engine.connect()
    await using image = await privateImage(maker)
    await using engine = await Engine.connect({ credentials: keeping(image.host, image.auth) })
    const files = { Dockerfile: `FROM ${image.name}\nRUN test -s /private\n` }
    await using _built = await buildOf(engine, files, { builder })
  },
)

test('wrong credentials are in no error', async () => {
  await using engine = await Engine.connect()
  await using image = await privateImage(engine)
  const auth = { [image.host]: { username: 'jane', password: 'wrong-pässword' } }
  const error: unknown = await buildOf(engine, { Dockerfile: `FROM ${image.name}\n` }, { auth }).catch(
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'BuildError' })
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('wrong-p')
})

testBuildKit(
  'credentials that cannot be had are the cause of a refusal, and no hindrance to a build that needs none',
  async () => {
    await using maker = await Engine.connect()
    await using image = await privateImage(maker)
    const broken = new Error('the keychain is locked')
    const credentials = { of: () => Promise.reject(broken), all: async () => ({}) }
    await using engine = await Engine.connect({ credentials })
    await expect(buildOf(engine, { Dockerfile: `FROM ${image.name}\n` })).rejects.toMatchObject({ cause: broken })
    await using _built = await buildOf(engine, { Dockerfile: 'FROM busybox\nLABEL a=b\n' })
  },
)
