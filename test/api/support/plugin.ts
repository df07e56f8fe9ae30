import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { pack } from 'tar-stream'
import type { Engine } from '../../../src/api/index.ts'
import { run } from '../../testbed/command.ts'
import { kept } from '../../testbed/kept.ts'
import { ensureTools } from '../../testbed/packages.ts'
import { owned } from './resources.ts'

export interface TestPlugin extends AsyncDisposable {
  readonly name: string
}

/** A plugin that goes with the test. It can do nothing, asks for the host's network, and has the setting `DEBUG`. */
export const createPlugin = async (engine: Engine, name: string, options: PluginOptions = {}): Promise<TestPlugin> => {
  await engine.plugins.create(await pluginArchive(options), { name })
  return ownPlugin(engine, name)
}

/** The same for one that is pulled. */
export const ownPlugin = (engine: Engine, name: string): TestPlugin =>
  owned({ name }, () => engine.plugins.remove(name, { force: true }))

interface PluginOptions {
  readonly description?: string
}

const pluginArchive = async ({ description = 'Made by a test' }: PluginOptions): Promise<Buffer> => {
  const archive = pack()
  archive.entry({ name: 'config.json' }, JSON.stringify({ ...config, description }))
  archive.entry({ name: 'rootfs', type: 'directory', mode: 0o755 })
  archive.entry({ name: 'rootfs/plugin', mode: 0o755 }, await program())
  // Docker 20.10 refuses a second plugin with the same content.
  archive.entry({ name: 'rootfs/id' }, randomUUID())
  archive.finalize()
  return buffer(archive)
}

const config = {
  documentation: 'none',
  interface: { types: ['slipway.nothing/1.0'], socket: 'nothing.sock' },
  entrypoint: ['/plugin'],
  network: { type: 'host' },
  env: [{ name: 'DEBUG', description: 'Say more', settable: ['value'], value: '0' }],
}

const source = fileURLToPath(new URL('plugin.c', import.meta.url))

// Static, so that it needs nothing beside it.
const program = async (): Promise<Buffer> => {
  const version = createHash('sha256')
    .update(await readFile(source))
    .digest('hex')
    .slice(0, 12)
  const folder = await kept('test plugin', version, async (unfinished) => {
    await ensureTools(
      [
        { program: 'gcc', package: 'gcc' },
        { program: '/usr/include/stdio.h', package: 'libc6-dev' },
      ],
      {},
    )
    await run('gcc', ['-Os', '-static', '-s', '-o', join(unfinished, 'plugin'), source], { log: 'test-plugin' })
  })
  return readFile(join(folder, 'plugin'))
}
