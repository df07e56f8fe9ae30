import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { configure, GenericContainer } from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { BUSYBOX, idle } from '../container/idle.ts'
import { registryImage } from './registry-image.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  configure({ substituteImage: undefined })
})

test('an image of Docker Hub comes from the mirror that the prefix names', async () => {
  const { registry, name, full } = await registryImage()
  vi.stubEnv('TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX', registry)
  await using container = await new GenericContainer(name).withCommand(['sleep', 'infinity']).start()
  expect(await imageOf(container.getId())).toBe(full)
})

test('a substitutor has its say before the prefix', async () => {
  const { registry, name, full } = await registryImage()
  vi.stubEnv('TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX', registry)
  configure({ substituteImage: (image) => (image === 'old/name' ? name : image) })
  await using container = await new GenericContainer('old/name').withCommand(['sleep', 'infinity']).start()
  expect(await imageOf(container.getId())).toBe(full)
})

test('settings hold from the start on that follows, and are taken back', async () => {
  const builder = new GenericContainer('none.example/none').withCommand(['sleep', 'infinity'])
  configure({ substituteImage: () => BUSYBOX })
  await using container = await builder.start()
  expect(await imageOf(container.getId())).toBe(BUSYBOX)
  configure({ substituteImage: undefined })
  await using other = await idle().start()
  expect(await imageOf(other.getId())).toBe(BUSYBOX)
})

test('what a substitutor answers is checked', async () => {
  configure({ substituteImage: () => '' })
  await expect(idle().start()).rejects.toThrow('`` is not an image name')
})

test('an image that was built here is started as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  try {
    await writeFile(join(folder, 'Dockerfile'), `FROM ${BUSYBOX}\nCMD ["sleep", "infinity"]\n`)
    const built = await GenericContainer.fromDockerfile(folder).build(`slipway-built-${process.pid}:1`)
    vi.stubEnv('TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX', 'none.example')
    configure({ substituteImage: () => 'none.example/none' })
    await using container = await built.start()
    expect(await imageOf(container.getId())).toBe(`slipway-built-${process.pid}:1`)
  } finally {
    await rm(folder, { recursive: true })
  }
})

const imageOf = async (id: string): Promise<string> =>
  (await (await defaultEngine()).containers.inspect(id)).Config.Image?.replace(/^docker\.io\/library\//, '')
