import { afterAll, expect, test } from 'vitest'
import { Engine, SlipwayError } from '../../src/api/index.ts'
import { engineTraits } from '../api/support/engine-traits.ts'
import { BUSYBOX, owned, uniqueName } from '../api/support/resources.ts'
import { tarOf } from '../api/support/tar.ts'
import { ensureRegistries } from '../testbed/registry.ts'
import { type Mistake, make, mistakes, stable } from './mistakes.ts'

const engine = await Engine.connect()
const traits = await engineTraits()
afterAll(() => engine.close())

const isMade = ({ heading, message, block }: Mistake): boolean => {
  // Those without an engine are made by a test of their own.
  if (message.startsWith('No container engine')) return false
  // Podman 4 does not mind another platform, and never answers again after a copy for which there was no space.
  const isLeftOut = heading === 'There is no space' || block.code.includes('withPlatform')
  return !isLeftOut || traits.pick({ docker: true, podman: true, podman4: false })
}

const all = mistakes().filter(isMade)

test.each(all.map((mistake) => [mistake.heading, mistake] as const))(
  'docs/errors.md has the whole message: %s',
  async (heading, mistake) => {
    await using replacing = await prepare(heading, mistake)
    const error = await make(mistake, replacing.names)
    if (!(error instanceof SlipwayError)) throw error
    expect(mistake.codes).toContain(`\`${error.code}\``)
    // Its own words are those of the engine that most tests run on.
    if (traits.kind === 'docker' && traits.major === 20)
      expect(stable(error.message, replacing.names)).toBe(stable(mistake.message))
  },
)

interface Prepared extends AsyncDisposable {
  readonly names: Readonly<Record<string, string>>
}

/** What has to be there for the mistake to be made, under names that no other test has. */
const prepare = async (heading: string, { block }: Mistake): Promise<Prepared> => {
  const name = uniqueName()
  if (block.code.includes("withName('web')"))
    return owned({ names: { "'web'": `'${name}'`, '"/web"': `"/${name}"` } }, nothing)
  if (block.code.includes("'small'")) {
    const DriverOpts = { type: 'tmpfs', device: 'tmpfs', o: 'nr_blocks=16' }
    await engine.volumes.create({ Name: name, Driver: 'local', DriverOpts })
    return owned({ names: { "'small'": `'${name}'` } }, () => engine.volumes.remove(name))
  }
  if (block.code.includes('demo/arm-program')) {
    await engine.build(tarOf({ Dockerfile: dockerfile, program: armHeader }), { tags: [name] })
    return owned({ names: { 'demo/arm-program': name } }, () => engine.images.remove(name, { force: true }))
  }
  if (!block.code.includes('127.0.0.1:5000')) return owned({ names: {} }, nothing)
  const { open } = await ensureRegistries()
  const image = `${open}/${name}:1`
  const names = { '127.0.0.1:5000/demo/web:1': image, '127.0.0.1:5000': open }
  if (heading !== 'The image is for another platform') return owned({ names }, nothing)
  await engine.images.tag(BUSYBOX, { repo: `${open}/${name}`, tag: '1' })
  await engine.images.push(image)
  return owned({ names }, () => engine.images.remove(image, { force: true }))
}

const nothing = async () => {}

const dockerfile = `FROM ${BUSYBOX}\nCOPY program /program\nRUN chmod +x /program\nCMD ["/program"]\n`

// The first bytes of a program for 32-bit ARM.
const armHeader = `\x7fELF\x01\x01\x01${'\0'.repeat(9)}\x02\0\x28\0\x01${'\0'.repeat(31)}`
