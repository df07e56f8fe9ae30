import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import type { BuildProgress, ContextContent } from '../../src/api/index.ts'
import { connect, GenericContainer, PullPolicy } from '../../src/index.ts'
import { testBuildKit } from '../api/support/buildkit.ts'
import { engineTraits } from '../api/support/engine-traits.ts'
import { ensureRegistries } from '../testbed/registry.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

const contextOf = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-build-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}

const outputOf = async (container: GenericContainer) => {
  await using started = await container.start()
  return await text(await started.logs())
}

test('an image is built with its arguments, up to its target, and started', async () => {
  const context = await contextOf({
    Dockerfile:
      'FROM busybox AS one\nARG WHO\nRUN echo "hello $WHO" > /text\nCMD ["cat", "/text"]\nFROM one AS two\nRUN echo two > /text\n',
  })
  const one = await GenericContainer.fromDockerfile(context).withBuildArgs({ WHO: 'world' }).withTarget('one').build()
  expect(await outputOf(one)).toBe('hello world\n')
  const two = await GenericContainer.fromDockerfile(context).build()
  expect(await outputOf(two)).toBe('two\n')
})

test('steps come from the cache, unless the builder is told not to', async () => {
  const build = GenericContainer.fromDockerfileContent(
    'FROM busybox\nRUN cat /proc/sys/kernel/random/uuid > /id\nCMD ["cat", "/id"]\n',
  )
  const first = await outputOf(await build.build())
  expect(await outputOf(await build.build())).toBe(first)
  expect(await outputOf(await build.withCache(false).build())).not.toBe(first)
})

test('an image is for the platform that is asked for', async () => {
  await using docker = await connect()
  const name = `localhost/slipway-platform-${process.pid}:1`
  await GenericContainer.fromDockerfileContent('FROM scratch\nCOPY a /\n')
    .withContextContent([{ content: '', target: 'a' }])
    .withPlatform('linux/s390x')
    .build(name)
  expect((await docker.image(name).inspect()).Architecture).toBe('s390x')
})

test('base images are asked of their registry when the policy says so', async () => {
  await using docker = await connect()
  await using base = await docker.image('busybox').tag(`localhost:1/slipway-base-${process.pid}:1`)
  const build = GenericContainer.fromDockerfileContent(`FROM ${base.name}\nCMD ["echo", "built"]\n`).withEngine(
    docker.engine,
  )
  expect(await outputOf(await build.withPullPolicy(PullPolicy.defaultPolicy()).build())).toBe('built\n')
  // Podman takes what it has where the registry does not answer.
  if ((await engineTraits()).isPodman) return
  await expect(build.withPullPolicy(PullPolicy.alwaysPull()).build()).rejects.toMatchObject({ code: 'IMAGE_BUILD' })
})

const script = [
  'FROM busybox',
  'COPY . /ctx',
  'CMD ["sh", "-c", "cd /ctx && /ctx/bin/list && cat a.txt conf/app.toml"]',
  '',
].join('\n')
const contextContent: readonly ContextContent[] = [
  {
    content: '#!/bin/sh\nfind . -type f ! -name "*Dockerfile*" | sort | xargs stat -c "%a %n"\n',
    target: 'bin/list',
    mode: 0o755,
  },
  { content: Buffer.from('from bytes\n'), target: './conf/app.toml', mode: 0o600 },
]

test('an image is built from text and bytes alone', async () => {
  const image = await GenericContainer.fromDockerfileContent(script)
    .withContextContent(contextContent)
    .withContextContent([{ content: 'from text\n', target: 'a.txt' }])
    .build()
  expect(await outputOf(image)).toBe('644 ./a.txt\n755 ./bin/list\n600 ./conf/app.toml\nfrom text\nfrom bytes\n')
})

test('files that are given stand in place of those of the folder', async () => {
  const context = await contextOf({
    Dockerfile: 'FRM nothing\n',
    'a.txt': 'from the folder\n',
    'conf/app.toml': 'replaced\n',
  })
  const says = '644 ./a.txt\n755 ./bin/list\n600 ./conf/app.toml\nfrom the folder\nfrom bytes\n'
  const asText = GenericContainer.fromDockerfileContent(script, context).withContextContent(contextContent)
  expect(await outputOf(await asText.build())).toBe(says)
  const asFile = GenericContainer.fromDockerfile(context)
    .withContextContent(contextContent)
    .withContextContent([{ content: script, target: 'Dockerfile' }])
  expect(await outputOf(await asFile.build())).toBe(says)
})

test('an image handle builds from text and bytes, with the classic builder too', async () => {
  await using docker = await connect()
  const name = `localhost/slipway-given-${process.pid}:1`
  const dockerfile = { content: script }
  await using _ = await docker.image(name).build({ dockerfile, contextContent, builder: 'classic', cache: false })
  const started = docker.container(name).withCommand(['sh', '-c', 'cd /ctx && bin/list && cat conf/app.toml'])
  expect(await outputOf(started)).toBe('755 ./bin/list\n600 ./conf/app.toml\nfrom bytes\n')
})

test('a file for outside of the context is refused', async () => {
  const build = GenericContainer.fromDockerfileContent(script).withContextContent([{ content: '', target: '../a' }])
  await expect(build.build()).rejects.toThrow(
    '`../a` cannot be put into a build context: expected the path of a file in it, such as `conf/app.toml`.',
  )
})

test('.dockerignore keeps files out, and ! brings them back', async () => {
  const context = await contextOf({
    'docker/Dockerfile': 'FROM busybox\nCOPY . /ctx\nCMD ["sh", "-c", "cd /ctx && find . -type f | sort"]\n',
    '.dockerignore': '# comment\n**/*.log\nnode_modules\nsecret/*\n!secret/public\n',
    'a.txt': '',
    'a.log': '',
    'deep/b.log': '',
    'deep/c.txt': '',
    'node_modules/x/index.js': '',
    'secret/key': '',
    'secret/public': '',
  })
  const image = await GenericContainer.fromDockerfile(context, 'docker/Dockerfile').build()
  expect((await outputOf(image)).split('\n').filter(Boolean)).toEqual([
    './.dockerignore',
    './a.txt',
    './deep/c.txt',
    './docker/Dockerfile',
    './secret/public',
  ])
})

test('a step that fails is named with its output', async () => {
  const context = await contextOf({ Dockerfile: 'FROM busybox\nRUN echo working && echo broken >&2 && exit 4\n' })
  await expect(GenericContainer.fromDockerfile(context).build('localhost/slipway-broken:1')).rejects.toMatchObject({
    name: 'BuildError',
    code: 'IMAGE_BUILD',
    step: expect.stringContaining('RUN echo working'),
    output: expect.arrayContaining(['working', 'broken']),
  })
})

test('a Dockerfile that is missing or refused rejects at once', async () => {
  const context = await contextOf({ Bad: 'FRM busybox\n' })
  await expect(GenericContainer.fromDockerfile(context).build()).rejects.toThrow(
    `Build context \`${context}\` has no \`Dockerfile\`.`,
  )
  await expect(GenericContainer.fromDockerfile(context, 'Bad').build()).rejects.toMatchObject({
    name: 'BuildError',
    message: expect.stringMatching(/FRM|FROM/),
  })
})

testBuildKit('secrets reach the steps of a builder and of an image handle, and progress tells of them', async () => {
  const context = await contextOf({
    Dockerfile: 'FROM busybox\nARG RUN\nRUN --mount=type=secret,id=tok echo "$RUN $(wc -c < /run/secrets/tok)"\n',
  })
  await GenericContainer.fromDockerfile(context).withBuildkit().withSecrets({ tok: 'four' }).build()
  await using docker = await connect()
  const lines: string[] = []
  const onProgress = (event: BuildProgress) => {
    if (event.kind === 'log') lines.push(event.text)
  }
  const buildArgs = { RUN: randomUUID() }
  const request = { context, buildArgs, secrets: { tok: 'four' }, onProgress }
  await using _app = await docker.image(`localhost/slipway-secret-${process.pid}:1`).build(request)
  expect(lines).toEqual([`${buildArgs.RUN} 4`])
})

testBuildKit('rules beside a Dockerfile stand in place of those of the folder', async () => {
  const context = await contextOf({
    Dockerfile: 'FROM busybox\nCOPY . /ctx\nCMD ["sh", "-c", "cd /ctx && find . -type f | sort"]\n',
    'Dockerfile.dockerignore': '*\n!kept\n',
    '.dockerignore': 'kept\n',
    kept: '',
    other: '',
  })
  const image = await GenericContainer.fromDockerfile(context).build()
  expect(await outputOf(image)).toBe('./Dockerfile\n./kept\n')
})

test('a file that was only touched is copied from the cache', async () => {
  await using docker = await connect()
  const context = await contextOf({
    Dockerfile: `FROM busybox\nCOPY file /file\nLABEL run=${randomUUID()}\n`,
    file: 'x',
  })
  const outcomes: string[] = []
  const onProgress = (event: BuildProgress) => {
    if (event.kind === 'done' || event.kind === 'cached') outcomes.push(`${event.kind} ${event.step.name}`)
  }
  const name = `localhost/slipway-touched-${process.pid}:1`
  await using _first = await docker.image(name).build({ context })
  await utimes(join(context, 'file'), new Date(0), new Date(0))
  await using _second = await docker.image(name).build({ context, onProgress })
  expect(outcomes.filter((outcome) => outcome.includes('COPY'))).toEqual([expect.stringMatching(/^cached /)])
})

test('an image handle builds, tags, inspects and tells its history, and takes away what it made', async () => {
  await using docker = await connect()
  const context = await contextOf({ Dockerfile: 'FROM busybox\nLABEL made=here\n' })
  const name = `localhost/slipway-app-${process.pid}`
  {
    await using app = await docker.image(`${name}:1`).build({ context, labels: { more: 'x' } })
    await using other = await app.tag(`${name}:2`)
    expect((await app.inspect()).Config?.Labels).toMatchObject({ made: 'here', more: 'x' })
    expect((await other.inspect()).Id).toBe((await app.inspect()).Id)
    expect((await app.history()).length).toBeGreaterThan(1)
    expect(await app.exists()).toBe(true)
  }
  expect(await docker.image(`${name}:1`).exists()).toBe(false)
  expect(await docker.image(`${name}:2`).exists()).toBe(false)
})

test('an image handle pushes to a registry, and pulls from there with progress', async () => {
  const { open, guarded, username, password } = await ensureRegistries()
  await using docker = await connect()
  for (const [registry, auth] of [
    [open, undefined],
    [guarded, { username, password, serveraddress: guarded }],
  ] as const) {
    const name = `${registry}/library/slipway-handle:${process.pid}`
    await using image = await docker.image('busybox').tag(name)
    await image.push({ auth })
    await image.remove()
    expect(await image.exists()).toBe(false)
    const statuses: (string | undefined)[] = []
    await image.pull({ auth, onProgress: ({ status }) => statuses.push(status) })
    expect(statuses.join()).toMatch(/Downloaded newer image|Download complete/)
    await image.remove()
  }
})

test('a registry that asks for credentials refuses a stranger with a typed error', async () => {
  const { guarded } = await ensureRegistries()
  await using docker = await connect()
  await expect(docker.image(`${guarded}/library/none:1`).pull()).rejects.toMatchObject({ code: 'IMAGE_PULL' })
})
