import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, expectTypeOf, onTestFinished, test } from 'vitest'
import {
  BuildError,
  Engine,
  type EngineBuildOptions,
  InvalidArgumentError,
  type RawRequest,
  type RegistryCredentials,
  type Transport,
  UnsupportedError,
} from '../../../src/api/index.ts'
import { tarOf, untar } from '../support/tar.ts'

interface Scripted {
  readonly engine: Engine
  /** What was sent after the connection was made, pings left out. */
  readonly sent: readonly string[]
  /** The parameters of the build. */
  readonly query: () => Record<string, string>
  readonly headers: () => RawRequest['headers']
  readonly body: () => Buffer
}

const DOCKER = { 'api-version': '1.41', ostype: 'linux' }
const PODMAN = { 'api-version': '1.41', 'libpod-api-version': '4.3.1', ostype: 'linux' }
const built = '{"aux":{"ID":"sha256:1"}}\n'

/** An engine that greets with these headers, answers builds with that text, and lets no session through. */
const scripted = async (
  ping: Readonly<Record<string, string>>,
  { answer = built, credentials }: { answer?: string; credentials?: RegistryCredentials } = {},
): Promise<Scripted> => {
  const requests: RawRequest[] = []
  let body = Buffer.alloc(0)
  const text = (status: number, headers: Readonly<Record<string, string>>, content: string) => ({
    status,
    headers,
    body: Readable.from([Buffer.from(content)]),
  })
  const transport = (): Transport => ({
    request: async (request) => {
      if (request.path.endsWith('/_ping')) return text(200, ping, 'OK')
      requests.push(request)
      body = request.body instanceof Readable ? await buffer(request.body) : Buffer.from(request.body ?? '')
      return text(200, {}, answer)
    },
    upgrade: async (request) => {
      requests.push(request)
      return text(403, {}, '{"message":"no sessions here"}')
    },
    close: async () => {},
  })
  const engine = await Engine.connect({ host: 'unix:///nowhere.sock', transport, credentials })
  const build = () => requests.find(({ path }) => path.includes('/build?'))
  return {
    engine,
    get sent() {
      return requests.map(({ method, path }) => `${method} ${path.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '')}`)
    },
    query: () => Object.fromEntries(new URL(build()?.path ?? '', 'http://docker').searchParams),
    headers: () => build()?.headers,
    body: () => body,
  }
}

const files = { Dockerfile: 'FROM scratch\n' }

test.each([
  ['Docker 20.10, which names none', DOCKER, '2'],
  ['Docker that names BuildKit', { ...DOCKER, 'builder-version': '2' }, '2'],
  ['Docker that is set to the classic builder', { ...DOCKER, 'builder-version': '1' }, '1'],
  ['Docker of Windows', { ...DOCKER, ostype: 'windows' }, '1'],
  ['Docker 19.03', { ...DOCKER, 'api-version': '1.40' }, '1'],
  ['Podman', PODMAN, '1'],
] as const)('the builder of %s is %s', async (_, ping, version) => {
  const fake = await scripted(ping)
  await fake.engine.build(tarOf(files))
  expect(fake.query().version).toBe(version)
})

test('the builder that is asked for is taken, where the engine has it', async () => {
  const classic = await scripted({ ...DOCKER, 'builder-version': '2' })
  await classic.engine.build(tarOf(files), { builder: 'classic' })
  expect(classic.query().version).toBe('1')
  const buildkit = await scripted({ ...DOCKER, 'builder-version': '1' })
  await buildkit.engine.build(tarOf(files), { builder: 'buildkit' })
  expect(buildkit.query().version).toBe('2')
  const podman = await scripted(PODMAN)
  await expect(podman.engine.build(tarOf(files), { builder: 'buildkit' })).rejects.toThrow(
    new UnsupportedError('BuildKit', 'Podman at `unix:///nowhere.sock` has no BuildKit. Use a Docker engine for it.'),
  )
  expect(podman.sent).toEqual([])
})

test('options travel in the words of the engine', async () => {
  const fake = await scripted(DOCKER)
  await fake.engine.build(tarOf({ 'sub/D': 'FROM scratch\n' }), {
    tags: ['app:1'],
    dockerfile: './sub/D',
    buildArgs: { A: '1' },
    target: 'final',
    platform: 'linux/arm64',
    pull: true,
    cache: false,
    cacheFrom: ['app:0'],
    labels: { l: '1' },
    networkMode: 'bridge',
    extraHosts: ['h:1.2.3.4'],
    auth: {},
  })
  expect(fake.query()).toEqual({
    version: '2',
    t: 'app:1',
    dockerfile: 'sub/D',
    buildargs: '{"A":"1"}',
    target: 'final',
    platform: 'linux/arm64',
    pull: 'true',
    nocache: 'true',
    cachefrom: '["app:0"]',
    labels: '{"l":"1"}',
    extrahosts: 'h:1.2.3.4',
    rm: 'true',
    forcerm: 'true',
  })
})

test('`auth: {}` needs no session; otherwise one is tried, and a build that needs none goes on without', async () => {
  const fake = await scripted(DOCKER)
  await fake.engine.build(tarOf(files), { auth: {} })
  expect(fake.sent).toEqual(['POST /build'])
  await expect(fake.engine.build(tarOf(files))).resolves.toEqual({ imageId: 'sha256:1' })
  expect(fake.sent).toEqual(['POST /build', 'POST /session', 'POST /build'])
  expect(fake.query()).not.toHaveProperty('session')
})

test.each<readonly [string, EngineBuildOptions]>([
  ['secrets', { secrets: { tok: 'x' } }],
  ['credentials', { auth: { 'r.example': { username: 'jane', password: 'x' } } }],
])('a build with %s does not go on without a session', async (_, options) => {
  const fake = await scripted(DOCKER)
  await expect(fake.engine.build(tarOf(files), options)).rejects.toMatchObject({ code: 'ENGINE_FORBIDDEN' })
  expect(fake.sent).toEqual(['POST /session'])
})

test('the classic builder gets the credentials that are given, or those that the client has', async () => {
  const kept = { 'kept.example': { username: 'jane', password: 'x' } }
  const credentials = { of: async () => undefined, all: async () => kept }
  const decode = (headers: RawRequest['headers']) =>
    JSON.parse(Buffer.from(String(headers?.['x-registry-config']), 'base64url').toString())
  const fake = await scripted(PODMAN, { credentials })
  await fake.engine.build(tarOf(files))
  expect(decode(fake.headers())).toEqual(kept)
  const given = await scripted(PODMAN, { credentials })
  await given.engine.build(tarOf(files), { auth: { 'docker.io': { username: 'joe', password: 'y' } } })
  expect(decode(given.headers())).toEqual({ 'https://index.docker.io/v1/': { username: 'joe', password: 'y' } })
})

const folderWith = async (content: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-build-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(content)) await writeFile(join(folder, name), text)
  return folder
}

const agentOfNobody = join(tmpdir(), 'slipway-no-agent.sock')

test.each<readonly [string, string | Buffer, EngineBuildOptions, RegExp]>([
  ['a folder that is missing', '/nowhere', {}, /^Build context `\/nowhere` is not a folder\.$/],
  ['a folder without Dockerfile', tmpdir(), { dockerfile: 'No' }, /^Build context `.*` has no `No`\.$/],
  ['a Dockerfile outside', tmpdir(), { dockerfile: '../D' }, /^Dockerfile `\.\.\/D` is not in the build context/],
  ['an absolute Dockerfile', tmpdir(), { dockerfile: '/D' }, /^Dockerfile `\/D` is not in the build context/],
  ['a secret without a file', tarOf(files), { secrets: { tok: { file: '/no' } } }, /^Build secret `tok` has no value/],
  ['a missing agent', tarOf(files), { ssh: agentOfNobody }, /^There is no ssh agent `default` for the build/],
  [
    'an output that cannot be written',
    tarOf(files),
    { output: { type: 'tar', file: '/nowhere/out.tar' } },
    /^The build's output cannot be written to `\/nowhere\/out.tar` \(ENOENT\)\.$/,
  ],
  [
    'names for an output that is no image',
    tarOf(files),
    { tags: ['a'], output: { type: 'local', folder: '/nowhere' } },
    /^`tags` name an image, and `output` asks for none\. Leave one of them out\.$/,
  ],
  [
    'a network that BuildKit has not',
    tarOf(files),
    { networkMode: 'front' },
    /^Network `front` cannot be had by BuildKit/,
  ],
  [
    'secrets with the classic builder',
    tarOf(files),
    { builder: 'classic', secrets: {} },
    /^`secrets` of a build needs BuildKit, and this one goes to the classic builder\. Ask for `builder: 'buildkit'`\.$/,
  ],
  [
    'a Dockerfile for a compressed archive',
    Buffer.from('425a683931415926', 'hex'),
    { dockerfile: { content: 'FROM scratch' } },
    /^The archive is compressed with bzip2, which is never sent/,
  ],
  [
    'a file for an archive',
    tarOf(files),
    { contextContent: [{ content: '', target: 'a' }] },
    /^`contextContent` goes with a folder or with nothing, and this build has a tar archive\. Put the files into the archive\.$/,
  ],
  ...['/etc/a', '../a', 'b/../../a', '', '.', 'folder/'].map(
    (target) =>
      [
        `a file at \`${target}\``,
        tmpdir(),
        { contextContent: [{ content: '', target }], dockerfile: { content: 'FROM scratch' } },
        /` cannot be put into a build context: expected the path of a file in it, such as `conf\/app\.toml`\.$/,
      ] as const,
  ),
  [
    'a Dockerfile as text and as a file',
    tmpdir(),
    { contextContent: [{ content: '', target: './Dockerfile' }], dockerfile: { content: 'FROM scratch' } },
    /^The Dockerfile is given twice: as text, and as `Dockerfile` of `contextContent`\. Leave one of them out\.$/,
  ],
  ['nothing', Buffer.alloc(0), {}, /^The build has no `Dockerfile`: give its text as `dockerfile: \{ content \}`\.$/],
])('%s is refused before anything is sent', async (_, context, options, message) => {
  const fake = await scripted(DOCKER)
  const error: unknown = await fake.engine.build(context, options).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(InvalidArgumentError)
  expect(error).toMatchObject({ message: expect.stringMatching(message) })
  expect(fake.sent).toEqual([])
})

test.each<readonly [string, EngineBuildOptions]>([
  ['secrets', { secrets: {} }],
  ['output', { output: { type: 'local', folder: '/nowhere' } }],
])('`%s` of a build is unsupported by Podman', async (feature, options) => {
  const fake = await scripted(PODMAN)
  await expect(fake.engine.build(tarOf(files), options)).rejects.toThrow(
    `Podman at \`unix:///nowhere.sock\` has no BuildKit, which \`${feature}\` of a build needs. Use a Docker engine for it.`,
  )
  expect(fake.sent).toEqual([])
})

test.each(['folder', 'archive', 'stream', 'nothing'])('a Dockerfile as text goes with a %s', async (kind) => {
  const contexts = {
    folder: await folderWith({ f: 'x', '.dockerignore': 'ignored', ignored: 'y' }),
    archive: tarOf({ f: 'x' }),
    stream: Readable.from([tarOf({ f: 'x' })]),
    nothing: new Uint8Array(),
  }
  const fake = await scripted({ ...DOCKER, 'builder-version': '2' })
  const context = contexts[kind as keyof typeof contexts]
  await fake.engine.build(context, { dockerfile: { content: 'FROM scratch\n' }, auth: {} })
  expect(untar(fake.body())).toMatchObject({ [fake.query().dockerfile ?? '']: 'FROM scratch\n' })
  expect(untar(fake.body())).toMatchObject(kind === 'nothing' ? {} : { f: 'x' })
  expect(untar(fake.body())).not.toHaveProperty('ignored')
})

test('given files stand in place of those of the folder, whatever the rules say, and their rules hold for the folder', async () => {
  const folder = await folderWith({ f: 'folder', g: 'folder', '.dockerignore': 'g', kept: 'x', ignored: 'y' })
  await mkdir(join(folder, 'sub'))
  await writeFile(join(folder, 'sub/file'), 'folder')
  const contextContent = [
    { content: 'first', target: 'f' },
    { content: Buffer.from('FROM scratch\n'), target: 'Dockerfile' },
    { content: 'ignored\n', target: './.dockerignore' },
    { content: 'in place of a folder', target: 'sub' },
    { content: 'deep', target: `deep/${'x'.repeat(90)}`, mode: 0o755 },
    { content: 'last', target: 'f' },
  ]
  const fake = await scripted({ ...DOCKER, 'builder-version': '2' })
  await fake.engine.build(folder, { contextContent, auth: {} })
  expect(untar(fake.body())).toEqual({
    '.dockerignore': 'ignored\n',
    Dockerfile: 'FROM scratch\n',
    [`deep/${'x'.repeat(90)}`]: 'deep',
    f: 'last',
    g: 'folder',
    kept: 'x',
    sub: 'in place of a folder',
  })
})

test('a given file below a file of the folder is refused', async () => {
  const folder = await folderWith({ Dockerfile: 'FROM scratch\n', a: '' })
  const fake = await scripted(DOCKER)
  await expect(fake.engine.build(folder, { contextContent: [{ content: '', target: 'a/b' }] })).rejects.toThrow(
    new InvalidArgumentError(`A given file lies below \`a\` of build context \`${folder}\`, which is not a folder.`),
  )
  expect(fake.sent).toEqual([])
})

test('a build of given files alone sends them alone', async () => {
  const fake = await scripted(PODMAN)
  const contextContent = [
    { content: 'FROM scratch\nCOPY a /\n', target: 'D' },
    { content: 'a', target: 'a' },
  ]
  await fake.engine.build(new Uint8Array(), { contextContent, dockerfile: 'D' })
  expect(untar(fake.body())).toEqual({ D: 'FROM scratch\nCOPY a /\n', a: 'a' })
})

test('a build that is aborted before it begins sends nothing, and rejects with the reason', async () => {
  const fake = await scripted(DOCKER)
  const signal = AbortSignal.abort(new RangeError('enough'))
  await expect(fake.engine.build(tarOf(files), { signal })).rejects.toThrow(RangeError)
  expect(fake.sent).toEqual([])
})

test('events of the classic builder reach the caller, and what that throws ends the build', async () => {
  const answer =
    '{"stream":"Step 1/1 : FROM scratch\\n"}\n{"errorDetail":{"code":3,"message":"no disk"},"error":"no disk"}\n'
  const fake = await scripted(PODMAN, { answer })
  const kinds: string[] = []
  const onProgress = ({ kind }: { readonly kind: string }) => kinds.push(kind)
  await expect(fake.engine.build(tarOf(files), { onProgress })).rejects.toThrow(BuildError)
  expect(kinds).toEqual(['started', 'failed'])
  const failing = () => {
    throw new RangeError('enough')
  }
  await expect(fake.engine.build(tarOf(files), { onProgress: failing })).rejects.toThrow(RangeError)
})

test('a build has an image id, unless something else was asked for', () => {
  const withoutOutput = (engine: Engine) => engine.build('folder', { tags: ['a'] })
  const withOutput = (engine: Engine) => engine.build('folder', { output: { type: 'local', folder: 'x' } })
  const plain = (engine: Engine) => engine.images.build(new Uint8Array(), { version: '2' })
  expectTypeOf<Awaited<ReturnType<typeof withoutOutput>>>().toEqualTypeOf<{ readonly imageId: string }>()
  expectTypeOf<Awaited<ReturnType<typeof withOutput>>>().toEqualTypeOf<{ readonly imageId: string | undefined }>()
  expectTypeOf<Awaited<ReturnType<typeof plain>>>().toEqualTypeOf<{ readonly imageId: string }>()
})

test('files that the rules leave out are not sent', async () => {
  const folder = await folderWith({
    Dockerfile: 'FROM scratch\n',
    '.dockerignore': '*.log\n',
    'a.log': '',
    'a.txt': '',
  })
  const { packContext } = await import('../../../src/api/build/context.ts')
  const classic = await buffer(
    await packContext(folder, { dockerfile: 'Dockerfile', given: new Map(), isClassic: true }),
  )
  expect(Object.keys(untar(classic)).sort()).toEqual(['.dockerignore', 'Dockerfile', 'a.txt'])
})
