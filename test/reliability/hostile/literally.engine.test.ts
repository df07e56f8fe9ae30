import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'
import { Engine, InvalidArgumentError, SlipwayError } from '../../../src/api/index.ts'
import { GenericContainer } from '../../../src/index.ts'
import { builders } from '../../api/support/buildkit.ts'
import { buildOf } from '../../api/support/builds.ts'
import { engineTraits } from '../../api/support/engine-traits.ts'
import { recordFigure, times } from '../soak.ts'
import { canBe, hostileText } from './names.ts'
import { seeded } from './seeded.ts'

const count = times(100, 1000)

const { isPodman } = await engineTraits()

const texts = (first: number, many: number): readonly string[] =>
  Array.from({ length: many }, (_, index) => hostileText(seeded(first + index)))

const box = (): GenericContainer => new GenericContainer('busybox').withCommand(['sleep', '300'])

const outputOf = async (engine: Engine, id: string, command: readonly string[]): Promise<Buffer> => {
  const { stdout } = await engine.exec.run(id, command)
  return Buffer.from(stdout)
}

test(`${count} hostile values of variables and labels are inside as they are, or refused`, {
  timeout: 300_000,
}, async () => {
  await using engine = await Engine.connect()
  let literal = 0
  let refused = 0
  for (let first = 0; first < count; first += 100) {
    const given = texts(first, 100)
    const usable = given.filter(canBe)
    for (const value of given.filter((text) => !canBe(text))) {
      await expect(box().withEnvironment({ A: value }).start()).rejects.toThrow(InvalidArgumentError)
      refused++
    }
    const variables = Object.fromEntries(usable.map((value, index) => [`V${index}`, value]))
    await using container = await box().withEnvironment(variables).withLabels(variables).start()
    const archive = await outputOf(engine, container.getId(), ['cat', '/proc/1/environ'])
    const inside = Object.fromEntries(
      archive
        .toString()
        .split('\0')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    expect(inside).toMatchObject(variables)
    expect((await engine.containers.inspect(container.getId())).Config.Labels).toMatchObject(variables)
    literal += usable.length
  }
  await recordFigure(
    `${count} hostile values of variables and labels`,
    `${literal} literally inside, ${refused} refused`,
  )
})

test('hostile arguments of a command are its arguments', async () => {
  await using engine = await Engine.connect()
  const given = texts(5000, 100).filter(canBe)
  await using container = await new GenericContainer('busybox')
    .withCommand(['sh', '-c', 'exec sleep 300', 'sh', ...given])
    .start()
  const { Args } = await engine.containers.inspect(container.getId())
  expect(Args?.slice(3)).toEqual(given)
  const printed = await outputOf(engine, container.getId(), ['printf', '%s\\0', ...given])
  expect(printed.toString().split('\0').slice(0, -1)).toEqual(given)
})

test(`${count} hostile names of containers and images are refused, and nothing is made`, {
  timeout: 300_000,
}, async () => {
  let refused = 0
  for (const text of texts(0, count)) {
    // Of letters and dashes alone it is a name, and means what it says.
    if (/^[\w.-]*$/.test(text)) continue
    for (const container of [box().withName(text), () => new GenericContainer(text)]) {
      const start = async () => (typeof container === 'function' ? container() : container).start()
      // A name of an image that can be one is asked for in its registry, which is no business of this test.
      if (typeof container === 'function' && /^[\w.-]+(?::\d+)?[\w./:@-]*$/.test(text)) continue
      const end: unknown = await start().catch((reason: unknown) => reason)
      expect(end, JSON.stringify(text)).toBeInstanceOf(SlipwayError)
      refused++
    }
  }
  await recordFigure('hostile names of containers and images', `${refused} refused, 0 made`)
})

test('hostile names of networks, hosts and places to copy to are literal, or refused', {
  timeout: 120_000,
}, async () => {
  await using engine = await Engine.connect()
  for (const [host, ipAddress] of [
    ['evil\n127.0.0.1 other', '127.0.0.1'],
    ['evil', '127.0.0.1\n127.0.0.1 other'],
    ['', '127.0.0.1'],
    ['evil other', '127.0.0.1'],
    ['evil#', '127.0.0.1'],
    ['evil:1.2.3.4', '127.0.0.1'],
  ] as const)
    await expect(box().withExtraHosts([{ host, ipAddress }]).start()).rejects.toThrow(InvalidArgumentError)
  const outcomes = { literal: 0, refused: 0 }
  await using container = await box().start()
  for (const [index, text] of texts(9000, times(40, 200)).entries()) {
    const target = `/tmp/x${index}/${text}`
    const copy = async () => container.copyContentToContainer([{ content: 'here', target }])
    const copied: unknown = await copy().catch((reason: unknown) => reason)
    if (copied !== undefined) {
      expect(copied, JSON.stringify(target)).toBeInstanceOf(Error)
      outcomes.refused++
      continue
    }
    if (/(?:^|\/)\.\.?(?:\/|$)/.test(target)) continue
    // Podman takes what is to be read for a pattern.
    if (isPodman && /[*?[\]\\]/.test(target)) continue
    expect((await container.readFile(target)).toString(), JSON.stringify(target)).toBe('here')
    outcomes.literal++
  }
  expect(outcomes.literal).toBeGreaterThan(outcomes.refused)
  // Whatever led upwards ended at the container's own root.
  const names = await outputOf(engine, container.getId(), ['find', '/', '-maxdepth', '1'])
  expect(names.toString()).toContain('/tmp')
  await recordFigure('hostile places to copy to', `${outcomes.literal} literally, ${outcomes.refused} refused`)
})

test('hostile names of files are copied as they are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-hostile-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'sub'))
  const names = [
    ...new Set(texts(7000, 100).filter((text) => canBe(text) && !/\//.test(text) && !/^\.{0,2}$/.test(text))),
    'x'.repeat(250),
    'ü'.repeat(120),
  ]
  for (const name of names) await writeFile(join(folder, 'sub', name), name)
  await using container = await new GenericContainer('busybox')
    .withCommand(['sleep', '300'])
    .withCopyDirectoriesToContainer([{ source: folder, target: '/copied' }])
    .start()
  const inside: string[] = []
  for await (const entry of (await container.copyArchiveFromContainer('/copied/sub')).pipe(extract())) {
    const content = (await buffer(entry)).toString()
    if (entry.header.type !== 'file') continue
    expect(entry.header.name).toBe(`sub/${content}`)
    inside.push(content)
  }
  expect(inside.sort()).toEqual(names.sort())
})

test.each(builders)(
  'hostile arguments and labels of a build by the %s builder are literal, or refused',
  {
    timeout: 120_000,
  },
  async (builder) => {
    await using engine = await Engine.connect()
    const given = texts(3000, times(15, 60)).filter(canBe)
    const table = Object.fromEntries(given.map((text, index) => [`A${index}`, text]))
    const dockerfile = [
      'FROM busybox',
      ...Object.keys(table).map((name) => `ARG ${name}`),
      `RUN for name in ${Object.keys(table).join(' ')}; do eval "printf '%s\\\\0' \\"\\$$name\\""; done > /arguments`,
    ].join('\n')
    await using built = await buildOf(engine, { Dockerfile: dockerfile }, { builder, buildArgs: table, cache: false })
    await using container = await new GenericContainer(built.imageId).withCommand(['sleep', '300']).start()
    expect((await container.readFile('/arguments')).toString().split('\0').slice(0, -1)).toEqual(given)
    let literal = 0
    for (const [name, value] of Object.entries(table)) {
      const end: unknown = await buildOf(
        engine,
        { Dockerfile: 'FROM busybox\n' },
        { builder, labels: { [name]: value } },
      ).catch((reason: unknown) => reason)
      if (end instanceof Error) {
        expect(end).toBeInstanceOf(SlipwayError)
        continue
      }
      const image = end as Awaited<ReturnType<typeof buildOf>>
      await using _image = image
      // Podman puts in variables, and writes what cannot be printed in the way of Go.
      if (isPodman && /[$\p{C}\p{Zl}\p{Zp}]/u.test(value)) continue
      expect((await engine.images.inspect(image.imageId)).Config?.Labels, JSON.stringify(value)).toMatchObject({
        [name]: value,
      })
      literal++
    }
    expect(literal).toBeGreaterThan(0)
  },
)
