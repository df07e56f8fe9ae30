import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { Engine } from '../../../src/api/index.ts'
import { testBuildKit } from '../support/buildkit.ts'
import { buildOf } from '../support/builds.ts'

/** Prints the secret, after a moment in which another build may come. */
const printing = (id: string, nonce: string = randomUUID()) => ({
  Dockerfile: `FROM busybox
RUN --mount=type=secret,id=${id} : ${nonce} && sleep 0.2 && echo "got $(cat /run/secrets/${id})"
`,
})

testBuildKit(
  'a step gets secrets from a value, a file and a variable, and none of them stays in the image',
  async () => {
    await using engine = await Engine.connect()
    const folder = await mkdtemp(join(tmpdir(), 'slipway-secret-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'secret')
    await writeFile(file, 'from a file')
    const env = `SLIPWAY_TEST_${process.pid}`
    process.env[env] = 'from a variable'
    onTestFinished(() => {
      delete process.env[env]
    })
    const files = {
      Dockerfile: `FROM busybox
ARG RUN=${randomUUID()}
RUN --mount=type=secret,id=one --mount=type=secret,id=two --mount=type=secret,id=three,target=/elsewhere \\
  for file in /run/secrets/one /run/secrets/two /elsewhere; do cat $file; echo; done
RUN ls -A /run/secrets /elsewhere 2>/dev/null; grep -r 'from a' /etc /run /root; echo nothing left
`,
    }
    const secrets = { one: 'from a value', two: { file }, three: { env } }
    await using built = await buildOf(engine, files, { secrets })
    expect(built.lines.slice(0, 3)).toEqual(['from a value', 'from a file', 'from a variable'])
    expect(built.lines.at(-1)).toBe('nothing left')
    const told = JSON.stringify([
      await engine.images.inspect(built.imageId),
      await engine.images.history(built.imageId),
      built.events.filter(({ kind }) => kind !== 'log'),
    ])
    expect(told).not.toMatch(/from a (?:value|file|variable)/)
  },
)

testBuildKit('a required secret that was not given is named; one that is not required is just not there', async () => {
  await using engine = await Engine.connect()
  const required = { Dockerfile: 'FROM busybox\nRUN --mount=type=secret,id=tok,required cat /run/secrets/tok\n' }
  await expect(buildOf(engine, required, { secrets: { other: 'x' } })).rejects.toThrow(/secret tok.* not found/)
  await expect(buildOf(engine, required)).rejects.toThrow(/secret tok.* not found/)
  const optional = {
    Dockerfile: `FROM busybox\nRUN --mount=type=secret,id=tok : ${randomUUID()} && test -e /run/secrets/tok || echo none\n`,
  }
  await using built = await buildOf(engine, optional)
  expect(built.lines).toEqual(['none'])
})

testBuildKit('builds that differ only in the values of their secrets each see their own, side by side', async () => {
  await using engine = await Engine.connect()
  for (let round = 0; round < 5; round++) {
    const files = printing('tok')
    const [one, two] = await Promise.all([
      buildOf(engine, files, { secrets: { tok: 'one' } }),
      buildOf(engine, files, { secrets: { tok: 'two' } }),
    ])
    await using _one = one
    await using _two = two
    expect([one.lines, two.lines], `round ${round}`).toEqual([['got one'], ['got two']])
  }
})

testBuildKit('a build with the same secrets is cached, and with another value it is not', async () => {
  await using engine = await Engine.connect()
  const files = printing('tok')
  await using first = await buildOf(engine, files, { secrets: { tok: 'one' } })
  await using same = await buildOf(engine, files, { secrets: { tok: 'one' } })
  await using other = await buildOf(engine, files, { secrets: { tok: 'two' } })
  expect([first, same, other].map((built) => built.outcome('RUN --mount'))).toEqual(['done', 'cached', 'done'])
  expect(other.lines).toEqual(['got two'])
})

testBuildKit('a secret that a step fails with is not in the error', async () => {
  await using engine = await Engine.connect()
  const files = { Dockerfile: 'FROM busybox\nRUN --mount=type=secret,id=tok grep -q nothing /run/secrets/tok\n' }
  const error: unknown = await buildOf(engine, files, { secrets: { tok: 'pässword' } }).catch(
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'BuildError', exitCode: 1 })
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('pässword')
})
