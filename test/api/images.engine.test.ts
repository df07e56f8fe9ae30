import { expect, test } from 'vitest'
import {
  BuildError,
  ConflictError,
  Engine,
  ImagePullError,
  ImagePushError,
  NotFoundError,
  ProgressError,
  type ProgressMessage,
  ServerError,
  UnsupportedError,
} from '../../src/api/index.ts'
import { ensureRegistries } from '../testbed/registry.ts'
import { engineTraits } from './support/engine-traits.ts'
import { BUSYBOX, createContainer, owned, startContainer, uniqueName } from './support/resources.ts'
import { tarOf, untar } from './support/tar.ts'

const traits = await engineTraits()
/** A name as the engine writes it: Podman writes out the registry. */
const stored = (name: string) => traits.pick({ docker: name, podman: `docker.io/library/${name}` })

/** An image of its own: a file over busybox, so that no two tests share an id. */
const buildImage = async (engine: Engine, name = `${uniqueName()}:1`) => {
  const { imageId } = await engine.images.build(tarOf({ Dockerfile: `FROM ${BUSYBOX}\nLABEL name=${name}\n` }), {
    t: [name],
  })
  return owned({ name, id: imageId }, () => engine.images.remove(name, { force: true }))
}

/** One repository for all tests: a registry forgets tags, but not repositories. */
const registryName = (registry: string): string => `${registry}/library/slipway-test:${uniqueName()}`

test('a build runs its steps with arguments, labels and target, and tells its progress', async () => {
  await using engine = await Engine.connect()
  const name = `${uniqueName()}:1`
  const Dockerfile = [
    `FROM ${BUSYBOX} AS first`,
    'ARG WHO=nobody',
    'COPY hello.txt /hello.txt',
    'RUN echo "$WHO" >> /hello.txt && cat /hello.txt',
    'CMD ["cat", "/hello.txt"]',
    'FROM first AS second',
    'RUN exit 1',
  ].join('\n')
  const seen: ProgressMessage[] = []
  const { imageId } = await engine.images.build(tarOf({ 'docker/File': Dockerfile, 'hello.txt': 'hello ' }), {
    t: [name, name.replace(':1', ':2')],
    dockerfile: 'docker/File',
    buildargs: { WHO: 'größe & "more"' },
    labels: { from: 'test' },
    target: 'first',
    nocache: true,
    onProgress: (message) => seen.push(message),
  })
  await using _image = owned({}, () => engine.images.remove(imageId, { force: true }))
  expect(imageId).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(seen.map(({ stream }) => stream).join('')).toContain('hello größe & "more"\n')
  expect(await engine.images.inspect(name)).toMatchObject({
    Id: imageId,
    RepoTags: expect.arrayContaining([stored(name), stored(name.replace(':1', ':2'))]),
    Os: 'linux',
    Config: { Cmd: ['cat', '/hello.txt'], Labels: { from: 'test' } },
    RootFS: { Type: 'layers', Layers: expect.arrayContaining([expect.stringMatching(/^sha256:/)]) },
  })
  await using container = await startContainer(engine, { Image: name, Cmd: null })
  await engine.containers.wait(container.id)
  await expect((await engine.containers.logs(container.id)).text()).resolves.toMatchObject({
    stdout: 'hello größe & "more"\n',
  })
})

test('a step that fails is named, with the last output, and leaves no container behind', async () => {
  await using engine = await Engine.connect()
  const label = uniqueName()
  await using _layers = owned({}, () => engine.images.prune({ filters: { label: [label] } }))
  const Dockerfile = `FROM ${BUSYBOX}\nLABEL ${label}=1\nRUN echo before; echo wrong >&2; exit 3\n`
  const error: unknown = await engine.images
    .build(tarOf({ Dockerfile }), { t: ['app:1'] })
    .catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(BuildError)
  expect(error).toMatchObject({ step: 'RUN echo before; echo wrong >&2; exit 3', reference: 'app:1' })
  const words = traits.pick({ docker: 'returned a non-zero code: 3', podman: 'exit status 3' })
  expect(String(error)).toContain(`${words}\nLast output:\n`)
  expect(String(error)).toMatch(/\n {2}(before\n {2}wrong|wrong\n {2}before)$/)
  expect(await engine.containers.list({ all: true, filters: { label: [label] } })).toEqual([])
})

test.each([
  ['a Dockerfile that makes no sense', { Dockerfile: 'FRM x\n' }, /unknown instruction|FROM/],
  ['a context without a Dockerfile', { other: '' }, /Dockerfile/],
  ['a base image that is nowhere', { Dockerfile: 'FROM slipway-nowhere:1\n' }, /slipway-nowhere|no such host/],
  ['a file that is not in the context', { Dockerfile: `FROM ${BUSYBOX}\nCOPY nope /\n` }, /nope/],
])('%s is a BuildError', async (_, files, words) => {
  await using engine = await Engine.connect()
  const build = engine.images.build(tarOf(files))
  await expect(build).rejects.toThrow(BuildError)
  await expect(build).rejects.toThrow(words)
})

test('an aborted build stops at the engine', async () => {
  await using engine = await Engine.connect()
  const label = uniqueName()
  await using _layers = owned({}, () => engine.images.prune({ filters: { label: [label] } }))
  const abort = new AbortController()
  // Podman does not stop a step that runs: there it is one that ends by itself.
  const longStep = traits.pick({ docker: 'sleep 1000', podman: 'sleep 5' })
  const Dockerfile = `FROM ${BUSYBOX}\nLABEL ${label}=1\nRUN echo begun; ${longStep}\n`
  const onProgress = ({ stream }: ProgressMessage) => stream === 'begun\n' && abort.abort(new Error('enough'))
  await expect(engine.images.build(tarOf({ Dockerfile }), { signal: abort.signal, onProgress })).rejects.toThrow(
    'enough',
  )
  const left = () => engine.containers.list({ all: true, filters: { label: [label] } })
  await expect.poll(left, { timeout: 10_000 }).toEqual([])
})

test('lists, history and names of an image', async () => {
  await using engine = await Engine.connect()
  await using image = await buildImage(engine)
  const [summary] = await engine.images.list({ filters: { reference: [image.name] } })
  expect(summary).toMatchObject({
    Id: image.id,
    RepoTags: [stored(image.name)],
    Labels: { name: image.name },
    SharedSize: traits.pick({ docker: -1, podman: -1, podman4: 0 }),
  })
  expect(await engine.images.list({ filters: { label: [`name=${image.name}`], dangling: ['false'] } })).toHaveLength(1)
  expect(await engine.images.list({ filters: { before: [image.name], reference: [image.name] } })).toEqual([])
  const history = await engine.images.history(image.name)
  expect(history[0]).toMatchObject({
    CreatedBy: expect.stringContaining('LABEL name='),
    Size: 0,
    // Podman names the layer below.
    ...traits.pick({ docker: { Id: image.id, Tags: [image.name] }, podman: {} }),
  })
  const repo = uniqueName()
  await engine.images.tag(image.name, { repo, tag: 'x' })
  await engine.images.tag(image.name, { repo })
  expect((await engine.images.inspect(image.id)).RepoTags?.toSorted()).toEqual(
    [`${repo}:latest`, `${repo}:x`, image.name].map(stored).toSorted(),
  )
  await expect(engine.images.remove(image.id)).rejects.toThrow(ConflictError)
  await expect(engine.images.remove(`${repo}:x`)).resolves.toEqual([{ Untagged: stored(`${repo}:x`) }])
  await engine.images.remove(repo)
  expect(await engine.images.remove(image.name)).toEqual(
    traits.pick({
      docker: [{ Untagged: image.name }, { Deleted: image.id }],
      podman: [{ Deleted: image.id.replace('sha256:', '') }, { Untagged: stored(image.name) }],
    }),
  )
})

test('an image in use is removed by force only, and never under a running container', async () => {
  await using engine = await Engine.connect()
  await using image = await buildImage(engine)
  await using container = await startContainer(engine, { Image: image.name })
  await expect(engine.images.remove(image.name)).rejects.toThrow(ConflictError)
  const forced = engine.images.remove(image.id, { force: true })
  // Podman 4 takes the container with it.
  if (traits.isPodman && traits.major === 4) {
    await forced
    await expect(engine.containers.inspect(container.id)).rejects.toThrow(NotFoundError)
  } else {
    await expect(forced).rejects.toThrow(ConflictError)
    await engine.containers.remove(container.id, { force: true, volumes: true })
  }
})

test('what does not exist is a NotFoundError', async () => {
  await using engine = await Engine.connect()
  const { images } = engine
  await expect(images.inspect('slipway-nowhere')).rejects.toThrow(NotFoundError)
  await expect(images.history('slipway-nowhere')).rejects.toThrow(NotFoundError)
  await expect(images.tag('slipway-nowhere', { repo: 'x' })).rejects.toThrow(NotFoundError)
  await expect(images.remove('slipway-nowhere')).rejects.toThrow(NotFoundError)
  await expect(images.save(['slipway-nowhere'])).rejects.toThrow(/slipway-nowhere/)
  await expect(images.commit('slipway-nowhere')).rejects.toThrow(NotFoundError)
})

test('saved images are loaded under their names', async () => {
  await using engine = await Engine.connect()
  await using first = await buildImage(engine)
  await using second = await buildImage(engine)
  const saved = Buffer.concat(await (await engine.images.save([first.name, second.name])).toArray())
  expect(JSON.parse(untar(saved)['manifest.json'] ?? '')).toHaveLength(2)
  await engine.images.remove(first.name)
  await engine.images.remove(second.name)
  const { loaded } = await engine.images.load(saved)
  expect(loaded.toSorted()).toEqual([first.name, second.name].map(stored).toSorted())
  expect(await engine.images.inspect(first.name)).toMatchObject({ Id: first.id })
  await engine.images.remove(first.name)
  const seen: ProgressMessage[] = []
  await engine.images.load(saved, { onProgress: (message) => seen.push(message) })
  expect(seen.map(({ stream }) => stream)).toContainEqual(
    traits.pick({ docker: `Loaded image: ${first.name}\n`, podman: expect.stringContaining(stored(first.name)) }),
  )
})

test('a saved image without a name is loaded under its id', async () => {
  await using engine = await Engine.connect()
  await using image = await buildImage(engine)
  const saved = Buffer.concat(await (await engine.images.save([image.id])).toArray())
  await engine.images.remove(image.name)
  await expect(engine.images.load(saved)).resolves.toEqual({ loaded: [image.id] })
  await engine.images.remove(image.id)
})

test('one image is saved by its name alone', async () => {
  await using engine = await Engine.connect()
  await using image = await buildImage(engine)
  const saved = untar(Buffer.concat(await (await engine.images.save(image.name)).toArray()))
  expect(JSON.parse(saved['manifest.json'] ?? '')).toMatchObject([{ RepoTags: [stored(image.name)] }])
  await expect(engine.images.save('slipway-nowhere')).rejects.toThrow(/slipway-nowhere/)
})

test('attestations need an engine that keeps them', async () => {
  await using engine = await Engine.connect()
  const statements: unknown = await engine.images.attestations(BUSYBOX).catch((reason: unknown) => reason)
  // Ours were made here, where nobody stated anything.
  if (Array.isArray(statements)) expect(statements).toEqual([])
  else expect([UnsupportedError, ServerError]).toContain(statements?.constructor)
})

test('an archive that is none is refused', async () => {
  await using engine = await Engine.connect()
  await expect(engine.images.load(Buffer.from('no tar'))).rejects.toThrow(ProgressError)
  await expect(engine.images.import(Buffer.from('no tar'))).rejects.toThrow(ProgressError)
})

test('a file system is imported as an image, with a configuration', async () => {
  await using engine = await Engine.connect()
  const repo = uniqueName()
  const tar = tarOf({ 'hello.txt': repo })
  const { imageId } = await engine.images.import(tar, {
    repo,
    tag: '1',
    message: 'made by a test',
    changes: ['CMD ["/hello"]', 'ENV A=1'],
  })
  await using _image = owned({}, () => engine.images.remove(imageId, { force: true }))
  // Podman 4 forgets the tag.
  const name = traits.pick({ docker: `${repo}:1`, podman: `${repo}:1`, podman4: repo })
  expect(await engine.images.inspect(name)).toMatchObject({
    Id: imageId,
    Comment: 'made by a test',
    Config: { Cmd: ['/hello'], Env: expect.arrayContaining(['A=1']) },
  })
})

test('a container becomes an image', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine)
  await engine.containers.putArchive(container.id, tarOf({ 'made.txt': container.name }), { path: '/' })
  const repo = uniqueName()
  const options = { repo, tag: '1', comment: 'why', author: 'who', changes: ['CMD ["cat", "/made.txt"]'], pause: false }
  const { Id } = await engine.images.commit(container.id, options)
  await using _image = owned({}, () => engine.images.remove(Id, { force: true }))
  expect(await engine.images.inspect(`${repo}:1`)).toMatchObject({
    Id: traits.pick({ docker: Id, podman: `sha256:${Id}` }),
    Comment: 'why',
    Author: 'who',
    Config: { Cmd: ['cat', '/made.txt'] },
  })
})

test('a prune removes the images without a name that have that label', async () => {
  await using engine = await Engine.connect()
  const label = uniqueName()
  const { imageId } = await engine.images.build(tarOf({ Dockerfile: `FROM ${BUSYBOX}\nLABEL ${label}=1\n` }))
  const filters = { label: [label] }
  const removed = traits.pick({ docker: imageId, podman: imageId.replace('sha256:', '') })
  const { ImagesDeleted, SpaceReclaimed } = await engine.images.prune({ filters })
  expect(ImagesDeleted).toEqual(expect.arrayContaining([{ Deleted: removed }]))
  // Nothing was in it but a label. Podman counts the layers below, containerd the configuration.
  if (traits.isPodman || traits.hasContainerdStore) expect(SpaceReclaimed).toBeGreaterThan(0)
  else expect(SpaceReclaimed).toBe(0)
  await expect(engine.images.prune({ filters })).resolves.toEqual({
    ImagesDeleted: traits.pick({ docker: null, podman: [] }),
    SpaceReclaimed: 0,
  })
})

test('an image goes to a registry and comes back', async () => {
  await using engine = await Engine.connect()
  const { open } = await ensureRegistries()
  await using image = await buildImage(engine, registryName(open))
  const pushed: ProgressMessage[] = []
  await engine.images.push(image.name, { onProgress: (message) => pushed.push(message) })
  // Podman, and Docker with containerd's store, say in words alone what was pushed, or not at all.
  if (traits.isPodman || traits.hasContainerdStore) expect(pushed.at(-1)?.aux).toBeUndefined()
  else
    expect(pushed.at(-1)?.aux).toMatchObject({
      Tag: image.name.split(':').at(-1),
      Digest: expect.stringMatching(/^sha256:/),
      Size: expect.any(Number),
    })
  expect((await engine.images.inspect(image.name)).RepoDigests).toHaveLength(1)
  await engine.images.remove(image.name)
  const pulled: ProgressMessage[] = []
  await engine.images.pull(image.name, { onProgress: (message) => pulled.push(message) })
  expect(pulled.at(-1)?.status).toBe(
    traits.pick({ docker: `Status: Downloaded newer image for ${image.name}`, podman: 'Download complete' }),
  )
  expect(await engine.images.inspect(image.name)).toMatchObject({ Id: image.id })
  const { RepoDigests } = await engine.images.inspect(image.name)
  await engine.images.pull(RepoDigests?.[0] ?? '')
})

test('a plain name is pulled through the mirror', async () => {
  await using engine = await Engine.connect()
  const { open } = await ensureRegistries()
  await using image = await buildImage(engine, registryName(open))
  await engine.images.push(image.name)
  await engine.images.remove(image.name)
  const name = image.name.replace(`${open}/library/`, '')
  await engine.images.pull(name)
  await using _pulled = owned({}, () => engine.images.remove(name))
  expect((await engine.images.inspect(name)).Id).toBe(image.id)
})

test('a registry that asks for credentials gets them, and refuses others', async () => {
  await using engine = await Engine.connect()
  const { guarded, username, password } = await ensureRegistries()
  await using image = await buildImage(engine, registryName(guarded))
  const auth = { username, password, serveraddress: guarded }
  await expect(engine.images.push(image.name)).rejects.toThrow(ImagePushError)
  await expect(engine.images.push(image.name, { auth: { ...auth, password: 'nope' } })).rejects.toThrow(ImagePushError)
  await engine.images.push(image.name, { auth })
  await engine.images.remove(image.name)
  const refused: unknown = await engine.images.pull(image.name).catch((reason: unknown) => reason)
  expect(refused).toBeInstanceOf(ImagePullError)
  expect(refused).toMatchObject({
    engineMessage: expect.stringContaining(
      traits.pick({ docker: 'no basic auth credentials', podman: 'unauthorized: authentication required' }),
    ),
  })
  // Podman says so after it has begun to answer.
  if (!traits.isPodman) expect(refused).toMatchObject({ cause: expect.any(ServerError) })
  await engine.images.pull(image.name, { auth })
  await engine.images.remove(image.name)
  const Dockerfile = `FROM ${image.name}\nLABEL name=${image.name}-child\n`
  await expect(engine.images.build(tarOf({ Dockerfile }))).rejects.toThrow(BuildError)
  const { imageId } = await engine.images.build(tarOf({ Dockerfile }), { registryAuth: { [guarded]: auth } })
  await engine.images.remove(imageId)
})

test('an image that the registry does not have is an ImagePullError', async () => {
  await using engine = await Engine.connect()
  const { open } = await ensureRegistries()
  const pull = engine.images.pull(`${open}/slipway-nowhere:1`)
  await expect(pull).rejects.toBeInstanceOf(ImagePullError)
  await expect(pull).rejects.toThrow(/manifest unknown|not found/)
  if (!traits.isPodman) await expect(pull).rejects.toMatchObject({ cause: expect.any(NotFoundError) })
  await expect(engine.images.push(`${open}/slipway-nowhere:1`)).rejects.toThrow(ImagePushError)
})

test('a search that cannot reach the Hub is a ServerError, not a wait', async () => {
  await using engine = await Engine.connect()
  const found: unknown = await engine.images.search({ term: 'redis', limit: 1 }).catch((reason: unknown) => reason)
  if (Array.isArray(found)) expect(found[0]).toMatchObject({ name: expect.any(String), star_count: expect.any(Number) })
  else expect(found).toBeInstanceOf(ServerError)
})
