import { readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { BuildError, Engine } from '../../../src/api/index.ts'
import { GenericContainer, Wait } from '../../../src/index.ts'
import { testBuildKit } from '../../api/support/buildkit.ts'
import { tarOf } from '../../api/support/tar.ts'
import { projectFolder } from '../../docs/blocks.ts'

/** A folder that stands for the system's one of temporary files. */
const ownFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-hostile-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

testBuildKit('a file that a build is written to is private until it is whole, and as others are then', async () => {
  await using engine = await Engine.connect()
  const folder = await ownFolder()
  const file = join(folder, 'out.tar')
  const modes = new Set<string>()
  const note = async () => {
    for (const name of await readdir(folder)) {
      const { mode } = await stat(join(folder, name))
      modes.add(`${name.replace(/\.[\da-f]{8}\./, '.*.')} ${(mode & 0o777).toString(8)}`)
    }
  }
  const noting: Promise<void>[] = []
  const build = (steps: string) =>
    engine.build(tarOf({ Dockerfile: `FROM busybox\n${steps}`, x: 'x' }), {
      output: { type: 'tar', file },
      onProgress: () => void noting.push(note()),
    })
  await expect(build('RUN exit 3\n')).rejects.toThrow(BuildError)
  await Promise.all(noting)
  expect([...modes]).toEqual(['out.tar.*.part 600'])
  expect(await readdir(folder)).toEqual([])
  await build('COPY x /x\n')
  expect(await readdir(folder)).toEqual(['out.tar'])
  expect((await stat(file)).mode & 0o777).toBe(0o666 & ~process.umask())
  await chmod(file, 0o640)
  await build('COPY x /y\n')
  expect((await stat(file)).mode & 0o777).toBe(0o640)
})

test('starts, whether they fail or not, leave no temporary file', async () => {
  const source = join(await ownFolder(), 'file')
  await writeFile(source, 'x')
  const folder = await ownFolder()
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(tmpdir()).toBe(folder)
  const box = () =>
    new GenericContainer('busybox')
      .withCommand(['sleep', '100'])
      .withCopyFilesToContainer([{ source, target: '/file' }])
      .withCopyContentToContainer([{ content: 'x', target: '/content' }])
  await using _started = await box().start()
  await expect(box().withCommand(['/no/such']).start()).rejects.toThrow()
  await expect(box().withUser('nobody-has-this').start()).rejects.toThrow()
  await expect(box().withWaitStrategy(Wait.forLogMessage('never')).withStartupTimeout(100).start()).rejects.toThrow()
  expect(await readdir(folder)).toEqual([])
})

test('nothing else of ours makes files', () => {
  // What is new in this list has to be private, and to go with what made it: say how in a test above.
  const makers = readdirSync(join(projectFolder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .filter((path) =>
      /\b(?:mkdtemp|mkdir|writeFile|appendFile|createWriteStream|copyFile|symlink|openSync|writeFileSync|mkdtempSync|mkdirSync)\b\(/.test(
        readFileSync(join(projectFolder, 'src', path), 'utf8'),
      ),
    )
  expect(makers.sort()).toEqual(['api/buildkit/output.ts'])
})
