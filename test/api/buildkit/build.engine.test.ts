import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { BuildError, Engine } from '../../../src/api/index.ts'
import { ensureRegistries } from '../../testbed/registry.ts'
import { builders, testBuildKit } from '../support/buildkit.ts'
import { buildOf } from '../support/builds.ts'
import { engineTraits } from '../support/engine-traits.ts'
import { uniqueName } from '../support/resources.ts'

const { isPodman } = await engineTraits()

// A step that no build before has done.
const fresh = () => `ARG RUN=${randomUUID()}`

testBuildKit('cache, bind and tmpfs mounts are there for a step, and the cache for the next build', async () => {
  await using engine = await Engine.connect()
  const cache = uniqueName()
  const counted = () =>
    buildOf(engine, {
      Dockerfile: `FROM busybox
${fresh()}
RUN --mount=type=cache,id=${cache},target=/cache --mount=type=bind,source=bound,target=/bound --mount=type=tmpfs,target=/tmp/fs \\
  echo $RUN >> /cache/count && echo "count $(wc -l < /cache/count)" && cat /bound && grep -o '/tmp/fs tmpfs' /proc/mounts
RUN ls -d /cache/* /bound 2>/dev/null || echo nothing stays
`,
      bound: 'of the context\n',
    })
  await using first = await counted()
  await using second = await counted()
  expect(first.lines).toEqual(['count 1', 'of the context', '/tmp/fs tmpfs', 'nothing stays'])
  expect(second.lines[0]).toBe('count 2')
})

test('a target is built with its arguments and labels, and stages that it does not need are not', async () => {
  await using engine = await Engine.connect()
  const files = {
    Dockerfile: `FROM busybox AS one
${fresh()}
ARG WHO=nobody
RUN echo "hello $WHO" > /text
FROM busybox AS broken
RUN false
FROM one AS final
COPY --from=one /text /copy
RUN cat /copy
LABEL own=label
FROM broken
`,
  }
  await using built = await buildOf(engine, files, { target: 'final', buildArgs: { WHO: 'Ann' }, labels: { l: '1' } })
  expect(built.lines).toContain('hello Ann')
  const { Config } = await engine.images.inspect(built.imageId)
  expect(Config?.Labels).toMatchObject({ own: 'label', l: '1' })
})

testBuildKit('steps know the platform that they build on and the one that they build for', async () => {
  await using engine = await Engine.connect()
  const files = {
    Dockerfile: `FROM --platform=$BUILDPLATFORM busybox
ARG TARGETPLATFORM
ARG TARGETARCH
ARG BUILDPLATFORM
${fresh()}
RUN echo "for $TARGETPLATFORM $TARGETARCH" && echo "on $BUILDPLATFORM"
`,
  }
  await using built = await buildOf(engine, files, { platform: 'linux/arm64' })
  expect(built.lines).toEqual(['for linux/arm64 arm64', expect.stringMatching(/^on linux\/\w+/)])
})

test('the image has the names that it was given, and the same steps are cached the next time', async () => {
  await using engine = await Engine.connect()
  const name = `localhost/${uniqueName()}`
  const files = { Dockerfile: `FROM busybox\n${fresh()}\nRUN echo once $RUN\nCOPY f /f\n`, f: 'x' }
  await using first = await buildOf(engine, files, { tags: [`${name}:1`, `${name}:2`] })
  expect((await engine.images.inspect(`${name}:2`)).Id).toBe((await engine.images.inspect(`${name}:1`)).Id)
  expect([first.outcome('RUN echo'), first.outcome('COPY f')]).toEqual(['done', 'done'])
  await using second = await buildOf(engine, files)
  expect([second.outcome('RUN echo'), second.outcome('COPY f')]).toEqual(['cached', 'cached'])
  await using third = await buildOf(engine, files, { cache: false })
  expect(third.outcome('RUN echo')).toBe('done')
})

test.each(builders)('progress of the %s builder says the same in the same words', async (builder) => {
  await using engine = await Engine.connect()
  // Podman makes one of a step's two streams, and mixes even their lines.
  const err = isPodman ? 'echo err' : 'echo err >&2'
  const files = { Dockerfile: `FROM busybox\n${fresh()}\nRUN echo out $RUN && ${err} && printf open\n` }
  await using built = await buildOf(engine, files, { builder })
  const ofRun = built.events.filter((event) => 'step' in event && event.step?.name.includes('RUN echo out'))
  expect(ofRun.map(({ kind }) => kind)).toEqual(['started', 'log', 'log', 'log', 'done'])
  const name = expect.stringMatching(/^\[\d\/\d\] RUN echo out \S+ && echo err( >&2)? && printf open$/)
  expect(new Set(ofRun.map((event) => 'step' in event && event.step?.id)).size).toBe(1)
  expect(ofRun[0]).toEqual({ kind: 'started', step: { id: expect.any(String), name } })
  expect(ofRun.at(-1)).toMatchObject({ kind: 'done', durationMs: expect.any(Number) })
  const lines = ofRun.flatMap((event) => (event.kind === 'log' ? [`${event.stream} ${event.text}`] : []))
  const expected = [isPodman ? 'stdout err' : 'stderr err', 'stdout open', expect.stringMatching(/^stdout out/)]
  expect(lines.sort()).toEqual(expected)
})

test.each(builders)('a step that fails with the %s builder is named, with output and exit code', async (builder) => {
  await using engine = await Engine.connect()
  const files = { Dockerfile: `FROM busybox\nRUN echo fine\nRUN echo working && echo broken >&2 && exit 4\n` }
  const kinds: string[] = []
  const failing = buildOf(engine, files, { builder, onProgress: ({ kind }) => kinds.push(kind) })
  await expect(failing).rejects.toMatchObject({
    name: 'BuildError',
    code: 'IMAGE_BUILD',
    step: 'RUN echo working && echo broken >&2 && exit 4',
    exitCode: 4,
  })
  const error: unknown = await failing.catch((reason: unknown) => reason)
  expect(error instanceof BuildError && [...error.output].sort()).toEqual(['broken', 'working'])
  expect(kinds.at(-1)).toBe('failed')
})

test.each([
  [
    'a Dockerfile with an unknown instruction',
    { Dockerfile: 'FROM busybox\nBOGUS x\n' },
    /unknown instruction: "?BOGUS/i,
  ],
  ['a context without Dockerfile', { other: '' }, /Dockerfile.*no such file|no such file.*Dockerfile/i],
  ['a file that is not in the context', { Dockerfile: 'FROM busybox\nCOPY nope /\n' }, /nope/],
])('%s is a build error', async (_, files, message) => {
  await using engine = await Engine.connect()
  const failing = buildOf(engine, files)
  await expect(failing).rejects.toMatchObject({ name: 'BuildError', exitCode: undefined })
  await expect(failing).rejects.toThrow(message)
})

test('a base image that is nowhere is named', async () => {
  const { open } = await ensureRegistries()
  await using engine = await Engine.connect()
  const image = `${open}/library/slipway-nowhere:1`
  await expect(buildOf(engine, { Dockerfile: `FROM ${image}\n` })).rejects.toThrow(image.replace(/:1$/, ''))
})

test('builds side by side each tell their own story', async () => {
  await using engine = await Engine.connect()
  const names = ['Ann', 'Bob', 'Cy']
  const built = await Promise.all(
    names.map((name) =>
      buildOf(engine, { Dockerfile: `FROM busybox\n${fresh()}\nRUN echo $RUN > /id && echo ${name}\n` }),
    ),
  )
  expect(built.map(({ lines }) => lines)).toEqual(names.map((name) => [name]))
  for (const one of built) await one[Symbol.asyncDispose]()
})

// A parser since Docker 23 knows them; one before takes their lines for instructions.
testBuildKit(
  'heredocs are built where the engine knows them, and refused with their line where it does not',
  async () => {
    const { major } = await engineTraits()
    await using engine = await Engine.connect()
    const files = { Dockerfile: `FROM busybox\n${fresh()}\nRUN <<EOT\necho "from a heredoc $RUN" | cut -c -14\nEOT\n` }
    if (major >= 23) {
      await using built = await buildOf(engine, files)
      expect(built.lines).toEqual(['from a heredoc'])
    } else {
      await expect(buildOf(engine, files)).rejects.toThrow(/dockerfile parse error line 4: unknown instruction: ECHO/)
    }
  },
)

// Docker 20.10 has no checks of a Dockerfile.
testBuildKit('a Dockerfile that could be better is built, with a warning where the engine checks it', async () => {
  const { major } = await engineTraits()
  await using engine = await Engine.connect()
  await using built = await buildOf(engine, { Dockerfile: 'FROM busybox AS one\nENV KEY value\n' })
  const warnings = built.events.filter(({ kind }) => kind === 'warning')
  if (major >= 27) {
    expect(warnings).toContainEqual(
      expect.objectContaining({
        message: expect.stringContaining('ENV'),
        line: 2,
        url: expect.stringMatching(/^https:/),
      }),
    )
  } else {
    expect(warnings).toEqual([])
  }
})

test.each(builders)('RUN steps of the %s builder have the network and the hosts asked for', async (builder) => {
  await using engine = await Engine.connect()
  const files = {
    Dockerfile: `FROM busybox\n${fresh()}\nRUN echo "$RUN" | cut -c 1; grep -o '1.2.3.4.*here' /etc/hosts; ls /sys/class/net\n`,
  }
  await using built = await buildOf(engine, files, { builder, networkMode: 'none', extraHosts: ['here:1.2.3.4'] })
  // Podman within a container gives its steps the network that it has itself.
  expect(built.lines.slice(1).join(' ')).toMatch(isPodman ? /^1\.2\.3\.4\s+here / : /^1\.2\.3\.4\s+here lo$/)
})

test('a Dockerfile as text builds a folder without one', async () => {
  await using engine = await Engine.connect()
  await using built = await buildOf(
    engine,
    { f: 'content\n' },
    { dockerfile: { content: `FROM busybox\n${fresh()}\nCOPY f /f\nRUN echo $RUN > /id && cat /f\n` } },
  )
  expect(built.lines).toEqual(['content'])
})
