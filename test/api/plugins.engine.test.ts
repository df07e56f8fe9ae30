import { expect } from 'vitest'
import {
  ConflictError,
  Engine,
  NotFoundError,
  ProgressError,
  type ProgressMessage,
  ServerError,
} from '../../src/api/index.ts'
import { ensureRegistries } from '../testbed/registry.ts'
import { createPlugin, ownPlugin } from './support/plugin.ts'
import { uniqueName } from './support/resources.ts'
import { testDocker } from './support/test-docker.ts'

const test = testDocker((engine) => engine.plugins.list())

const hostNetwork = { Name: 'network', Description: 'permissions to access a network', Value: ['host'] }

test('a plugin is installed from an archive, set, run, stopped and removed', async () => {
  await using engine = await Engine.connect()
  const { plugins } = engine
  await using plugin = await createPlugin(engine, `${uniqueName()}:1`)
  expect(await plugins.inspect(plugin.name)).toMatchObject({
    Id: expect.stringMatching(/^[0-9a-f]{64}$/),
    Name: plugin.name,
    Enabled: false,
    Settings: { Env: ['DEBUG=0'], Mounts: [], Args: [], Devices: [] },
    Config: {
      Description: 'Made by a test',
      Interface: { Types: ['slipway.nothing/1.0'], Socket: 'nothing.sock' },
      Entrypoint: ['/plugin'],
      Network: { Type: 'host' },
      Linux: { Capabilities: null, AllowAllDevices: false, Devices: null },
      Env: [{ Name: 'DEBUG', Description: 'Say more', Settable: ['value'], Value: '0' }],
      rootfs: { type: 'layers', diff_ids: [expect.stringMatching(/^sha256:/)] },
    },
  })
  await expect(createPlugin(engine, plugin.name)).rejects.toThrow(/already exists/)
  await plugins.set(plugin.name, ['DEBUG=1'])
  expect((await plugins.inspect(plugin.name)).Settings.Env).toEqual(['DEBUG=1'])
  await expect(plugins.set(plugin.name, ['NOPE=1'])).rejects.toThrow(/setting "NOPE" not found/)
  await plugins.enable(plugin.name, { timeoutSeconds: 10 })
  await expect(plugins.enable(plugin.name)).rejects.toThrow(/already enabled/)
  await expect(plugins.set(plugin.name, ['DEBUG=2'])).rejects.toThrow(ServerError)
  const names = async (filters: NonNullable<Parameters<typeof plugins.list>[0]>['filters']) =>
    (await plugins.list({ filters })).map(({ Name }) => Name)
  expect(await names({ enabled: ['true'], capability: ['nothing'] })).toContain(plugin.name)
  expect(await names({ enabled: ['false'] })).not.toContain(plugin.name)
  expect(await names({ capability: ['volumedriver'] })).not.toContain(plugin.name)
  await expect(plugins.remove(plugin.name)).rejects.toThrow(ConflictError)
  await plugins.disable(plugin.name)
  await expect(plugins.disable(plugin.name)).rejects.toThrow(/already disabled/)
  await plugins.enable(plugin.name)
  await plugins.disable(plugin.name, { force: true })
  await plugins.remove(plugin.name)
  await expect(plugins.inspect(plugin.name)).rejects.toThrow(NotFoundError)
})

test('a plugin goes to a registry, comes back under another name, and is upgraded', async () => {
  await using engine = await Engine.connect()
  const { plugins } = engine
  const { open } = await ensureRegistries()
  const remote = `${open}/library/slipway-test-plugin:${uniqueName()}`
  await using plugin = await createPlugin(engine, remote)
  const pushed: ProgressMessage[] = []
  await plugins.push(plugin.name, { onProgress: (message) => pushed.push(message) })
  expect(pushed.at(-1)?.aux).toMatchObject({ Digest: expect.stringMatching(/^sha256:/), Size: expect.any(Number) })
  const privileges = await plugins.privileges(remote)
  expect(privileges).toEqual([hostNetwork])
  const name = `${uniqueName()}:1`
  const refused = plugins.pull(remote, [], { name })
  await expect(refused).rejects.toMatchObject({ name: 'ProgressError', code: 'PLUGIN_PULL', reference: remote })
  await expect(refused).rejects.toThrow(/incorrect privileges/)
  await using pulled = ownPlugin(engine, name)
  const seen: ProgressMessage[] = []
  await plugins.pull(remote, privileges, { name, onProgress: (message) => seen.push(message) })
  expect(seen.map(({ status }) => status)).toContain('Complete')
  expect(await plugins.inspect(name)).toMatchObject({ Name: name, PluginReference: remote, Enabled: false })
  const newer = `${remote}-2`
  await using second = await createPlugin(engine, newer, { description: 'A newer one' })
  await plugins.push(second.name)
  await plugins.upgrade(pulled.name, privileges, { remote: newer })
  expect(await plugins.inspect(name)).toMatchObject({ Config: { Description: 'A newer one' }, PluginReference: newer })
})

test('a registry that asks for credentials gets them, and refuses others', async () => {
  await using engine = await Engine.connect()
  const { plugins } = engine
  const { guarded, username, password } = await ensureRegistries()
  const auth = { username, password, serveraddress: guarded }
  const name = `${guarded}/library/slipway-test-plugin:${uniqueName()}`
  {
    await using plugin = await createPlugin(engine, name)
    await expect(plugins.push(plugin.name, { auth: {} })).rejects.toThrow(ProgressError)
    await plugins.push(plugin.name, { auth })
  }
  await expect(plugins.pull(name, [hostNetwork], { auth: {} })).rejects.toThrow(ProgressError)
  await using _pulled = ownPlugin(engine, name)
  const privileges = await plugins.privileges(name, { auth })
  expect(privileges).toEqual([hostNetwork])
  await plugins.pull(name, privileges, { auth })
})

test('what does not exist is a NotFoundError, and what cannot be used a ServerError', async () => {
  await using engine = await Engine.connect()
  const { plugins } = engine
  const nowhere = 'slipway-nowhere'
  for (const ask of [
    () => plugins.inspect(nowhere),
    () => plugins.enable(nowhere),
    () => plugins.disable(nowhere),
    () => plugins.set(nowhere, []),
    () => plugins.remove(nowhere),
  ]) {
    await expect(ask()).rejects.toThrow(NotFoundError)
  }
  const { open } = await ensureRegistries()
  const push = plugins.push(nowhere)
  await expect(push).rejects.toMatchObject({ code: 'PLUGIN_PUSH', cause: expect.any(NotFoundError) })
  const upgrade = plugins.upgrade(nowhere, [], { remote: `${open}/${nowhere}` })
  await expect(upgrade).rejects.toMatchObject({ code: 'PLUGIN_UPGRADE', cause: expect.any(NotFoundError) })
  await expect(plugins.pull(`${open}/${nowhere}`)).rejects.toMatchObject({ code: 'PLUGIN_PULL' })
  await expect(plugins.create(Buffer.alloc(1024), { name: uniqueName() })).rejects.toThrow(ServerError)
})
