import { Readable } from 'node:stream'
import type { Engine, EngineKind } from '../../../src/api/index.ts'
import { tarOf } from '../support/tar.ts'

/** What an operation reads where an engine answers it. */
export type Answer =
  | 'object'
  /** An object that says how a process ended. */
  | 'exit'
  | 'list'
  | 'string'
  | 'nothing'
  | 'headers'
  /** One JSON object a line, read to the end. */
  | 'objects'
  /** The same, and a failure may be in it. */
  | 'progress'
  /** Frames of output. */
  | 'output'
  | 'bytes'
  /** The connection is handed over. */
  | 'connection'

export interface Method {
  readonly answer: Answer
  /** What has it. @default docker */
  readonly kind?: EngineKind
  /** A call with all that it needs, and what it gives read to its end. */
  readonly call: (engine: Engine, options: { readonly signal?: AbortSignal | undefined }) => Promise<unknown>
}

/** Every method that asks an engine, by group and name. */
export const methods = (): ReadonlyMap<string, Method> => new Map(Object.entries(table))

/** The same, as the classes have them. */
export const namesOfMethods = (engine: Engine): string[] =>
  Object.entries(engine)
    .flatMap(([group, value]: [string, object]) =>
      Object.getOwnPropertyNames(Object.getPrototypeOf(value))
        .filter((name) => name !== 'constructor')
        .map((name) => `${group}.${name}`),
    )
    .concat('build')

const read = async (source: AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>): Promise<unknown[]> => {
  const all: unknown[] = []
  for await (const part of await source) all.push(part)
  return all
}

const tar = () => Readable.from([tarOf({ Dockerfile: 'FROM scratch\n' })])
const auth = { username: 'jane', password: 'secret' }

const object = (call: Method['call']): Method => ({ answer: 'object', call })
const exit = (call: Method['call']): Method => ({ answer: 'exit', call })
const list = (call: Method['call']): Method => ({ answer: 'list', call })
const string = (call: Method['call']): Method => ({ answer: 'string', call })
const nothing = (call: Method['call']): Method => ({ answer: 'nothing', call })
const headers = (call: Method['call']): Method => ({ answer: 'headers', call })
const objects = (call: Method['call']): Method => ({ answer: 'objects', call })
const progress = (call: Method['call']): Method => ({ answer: 'progress', call })
const output = (call: Method['call']): Method => ({ answer: 'output', call })
const bytes = (call: Method['call']): Method => ({ answer: 'bytes', call })
const connection = (call: Method['call']): Method => ({ answer: 'connection', call })

const table: Readonly<Record<string, Method>> = {
  'containers.create': object((engine, options) => engine.containers.create({ Image: 'x' }, options)),
  'containers.list': list((engine, options) => engine.containers.list(options)),
  'containers.inspect': object((engine, options) => engine.containers.inspect('x', options)),
  'containers.exists': nothing((engine, options) => engine.containers.exists('x', options)),
  'containers.start': nothing((engine, options) => engine.containers.start('x', options)),
  'containers.stop': nothing((engine, options) => engine.containers.stop('x', options)),
  'containers.restart': nothing((engine, options) => engine.containers.restart('x', options)),
  'containers.kill': nothing((engine, options) => engine.containers.kill('x', options)),
  'containers.pause': nothing((engine, options) => engine.containers.pause('x', options)),
  'containers.unpause': nothing((engine, options) => engine.containers.unpause('x', options)),
  'containers.rename': nothing((engine, options) => engine.containers.rename('x', 'y', options)),
  'containers.update': object((engine, options) => engine.containers.update('x', {}, options)),
  'containers.wait': object((engine, options) => engine.containers.wait('x', options)),
  'containers.openWait': object(async (engine, options) => (await engine.containers.openWait('x', options)).exit),
  'containers.remove': nothing((engine, options) => engine.containers.remove('x', options)),
  'containers.runHealthCheck': {
    ...nothing((engine, options) => engine.containers.runHealthCheck('x', options)),
    kind: 'podman',
  },
  'containers.prune': object((engine, options) => engine.containers.prune(options)),
  'containers.logs': output((engine, options) => read(engine.containers.logs('x', { tty: false, ...options }))),
  'containers.follow': output((engine, options) => read(engine.containers.follow('x', { tty: false, ...options }))),
  'containers.attach': connection((engine, options) => engine.containers.attach('x', { tty: false, ...options })),
  'containers.attachWebsocket': connection((engine, options) => engine.containers.attachWebsocket('x', options)),
  'containers.top': object((engine, options) => engine.containers.top('x', options)),
  'containers.stats': object((engine, options) => engine.containers.stats('x', options)),
  'containers.followStats': objects((engine, options) => read(engine.containers.followStats('x', options))),
  'containers.changes': list((engine, options) => engine.containers.changes('x', options)),
  'containers.export': bytes((engine, options) => read(engine.containers.export('x', options))),
  'containers.resize': nothing((engine, options) => engine.containers.resize('x', { height: 1, width: 1, ...options })),
  'containers.getArchive': bytes(async (engine, options) =>
    read((await engine.containers.getArchive('x', { path: '/', ...options })).archive),
  ),
  'containers.putArchive': nothing((engine, options) =>
    engine.containers.putArchive('x', tar(), { path: '/', ...options }),
  ),
  'containers.archiveInfo': headers((engine, options) => engine.containers.archiveInfo('x', { path: '/', ...options })),

  'images.list': list((engine, options) => engine.images.list(options)),
  'images.inspect': object((engine, options) => engine.images.inspect('x', options)),
  'images.exists': nothing((engine, options) => engine.images.exists('x', options)),
  'images.attestations': list((engine, options) => engine.images.attestations('x', options)),
  'images.history': list((engine, options) => engine.images.history('x', options)),
  'images.pull': progress((engine, options) => engine.images.pull('x', { auth, ...options })),
  'images.import': progress((engine, options) => engine.images.import(tar(), options)),
  'images.build': progress((engine, options) => engine.images.build(tar(), { registryAuth: {}, ...options })),
  'images.tag': nothing((engine, options) => engine.images.tag('x', { repo: 'y', ...options })),
  'images.push': progress((engine, options) => engine.images.push('x', { auth, ...options })),
  'images.remove': list((engine, options) => engine.images.remove('x', options)),
  'images.search': list((engine, options) => engine.images.search({ term: 'x', ...options })),
  'images.save': bytes((engine, options) => read(engine.images.save(['x'], options))),
  'images.load': progress((engine, options) => engine.images.load(tar(), options)),
  'images.commit': object((engine, options) => engine.images.commit('x', options)),
  'images.prune': object((engine, options) => engine.images.prune(options)),
  'images.pruneBuildCache': object((engine, options) => engine.images.pruneBuildCache(options)),
  build: progress((engine, options) => engine.build(tar(), { builder: 'classic', auth: {}, ...options })),

  'networks.list': list((engine, options) => engine.networks.list(options)),
  'networks.inspect': object((engine, options) => engine.networks.inspect('x', options)),
  'networks.exists': nothing((engine, options) => engine.networks.exists('x', options)),
  'networks.create': object((engine, options) => engine.networks.create({ Name: 'x' }, options)),
  'networks.remove': nothing((engine, options) => engine.networks.remove('x', options)),
  'networks.connect': nothing((engine, options) => engine.networks.connect('x', { Container: 'y' }, options)),
  'networks.disconnect': nothing((engine, options) => engine.networks.disconnect('x', { Container: 'y' }, options)),
  'networks.prune': object((engine, options) => engine.networks.prune(options)),

  'volumes.list': object((engine, options) => engine.volumes.list(options)),
  'volumes.inspect': object((engine, options) => engine.volumes.inspect('x', options)),
  'volumes.exists': nothing((engine, options) => engine.volumes.exists('x', options)),
  'volumes.create': object((engine, options) => engine.volumes.create({}, options)),
  'volumes.update': nothing((engine, options) => engine.volumes.update('x', { Spec: {} }, { version: 1, ...options })),
  'volumes.remove': nothing((engine, options) => engine.volumes.remove('x', options)),
  'volumes.prune': object((engine, options) => engine.volumes.prune(options)),

  'exec.create': object((engine, options) => engine.exec.create('x', { Cmd: ['x'] }, options)),
  'exec.run': exit((engine, options) => engine.exec.run('x', ['x'], options)),
  'exec.start': connection((engine, options) => engine.exec.start('x', { tty: false, ...options })),
  'exec.startDetached': nothing((engine, options) => engine.exec.startDetached('x', options)),
  'exec.exitCode': exit((engine, options) => engine.exec.exitCode('x', options)),
  'exec.inspect': object((engine, options) => engine.exec.inspect('x', options)),
  'exec.resize': nothing((engine, options) => engine.exec.resize('x', { height: 1, width: 1, ...options })),

  'system.ping': nothing((engine, options) => engine.system.ping(options)),
  'system.pingHead': headers((engine, options) => engine.system.pingHead(options)),
  'system.version': object((engine, options) => engine.system.version(options)),
  'system.info': object((engine, options) => engine.system.info(options)),
  'system.df': object((engine, options) => engine.system.df(options)),
  'system.events': objects((engine, options) => read(engine.system.events(options))),
  'system.openEvents': objects((engine, options) => read(engine.system.openEvents(options))),
  'system.auth': object((engine, options) => engine.system.auth(auth, options)),

  'distribution.inspect': object((engine, options) => engine.distribution.inspect('x', { auth, ...options })),

  'plugins.list': list((engine, options) => engine.plugins.list(options)),
  'plugins.inspect': object((engine, options) => engine.plugins.inspect('x', options)),
  'plugins.privileges': list((engine, options) => engine.plugins.privileges('x', { auth, ...options })),
  'plugins.pull': progress((engine, options) => engine.plugins.pull('x', [], { auth, ...options })),
  'plugins.upgrade': progress((engine, options) => engine.plugins.upgrade('x', [], { remote: 'y', auth, ...options })),
  'plugins.push': progress((engine, options) => engine.plugins.push('x', { auth, ...options })),
  'plugins.create': nothing((engine, options) => engine.plugins.create(tar(), { name: 'x', ...options })),
  'plugins.set': nothing((engine, options) => engine.plugins.set('x', [], options)),
  'plugins.enable': nothing((engine, options) => engine.plugins.enable('x', options)),
  'plugins.disable': nothing((engine, options) => engine.plugins.disable('x', options)),
  'plugins.remove': nothing((engine, options) => engine.plugins.remove('x', options)),

  'swarm.inspect': object((engine, options) => engine.swarm.inspect(options)),
  'swarm.init': string((engine, options) => engine.swarm.init({ ListenAddr: '127.0.0.1' }, options)),
  'swarm.join': nothing((engine, options) => engine.swarm.join(joinRequest, options)),
  'swarm.leave': nothing((engine, options) => engine.swarm.leave(options)),
  'swarm.update': nothing((engine, options) => engine.swarm.update(swarm, { version: 1, ...options })),
  'swarm.unlockKey': object((engine, options) => engine.swarm.unlockKey(options)),
  'swarm.unlock': nothing((engine, options) => engine.swarm.unlock({ UnlockKey: 'x' }, options)),

  'nodes.list': list((engine, options) => engine.nodes.list(options)),
  'nodes.inspect': object((engine, options) => engine.nodes.inspect('x', options)),
  'nodes.update': nothing((engine, options) => engine.nodes.update('x', node, { version: 1, ...options })),
  'nodes.remove': nothing((engine, options) => engine.nodes.remove('x', options)),

  'services.list': list((engine, options) => engine.services.list(options)),
  'services.inspect': object((engine, options) => engine.services.inspect('x', options)),
  'services.create': object((engine, options) => engine.services.create(service, options)),
  'services.update': object((engine, options) => engine.services.update('x', service, { version: 1, ...options })),
  'services.remove': nothing((engine, options) => engine.services.remove('x', options)),
  'services.logs': output((engine, options) => read(engine.services.logs('x', { tty: false, ...options }))),

  'tasks.list': list((engine, options) => engine.tasks.list(options)),
  'tasks.inspect': object((engine, options) => engine.tasks.inspect('x', options)),
  'tasks.logs': output((engine, options) => read(engine.tasks.logs('x', { tty: false, ...options }))),

  'secrets.list': list((engine, options) => engine.secrets.list(options)),
  'secrets.inspect': object((engine, options) => engine.secrets.inspect('x', options)),
  'secrets.create': object((engine, options) => engine.secrets.create({ Name: 'x' }, options)),
  'secrets.update': nothing((engine, options) => engine.secrets.update('x', { Name: 'x' }, { version: 1, ...options })),
  'secrets.remove': nothing((engine, options) => engine.secrets.remove('x', options)),

  'configs.list': list((engine, options) => engine.configs.list(options)),
  'configs.inspect': object((engine, options) => engine.configs.inspect('x', options)),
  'configs.create': object((engine, options) => engine.configs.create(config, options)),
  'configs.update': nothing((engine, options) => engine.configs.update('x', config, { version: 1, ...options })),
  'configs.remove': nothing((engine, options) => engine.configs.remove('x', options)),

  'session.open': connection((engine, options) => engine.session.open({ id: 'x', ...options })),
}

const joinRequest = { ListenAddr: '127.0.0.1', RemoteAddrs: ['127.0.0.1'], JoinToken: 'x' }
const node = { Role: 'worker', Availability: 'active' } as const
const service = { Name: 'x', TaskTemplate: { ContainerSpec: { Image: 'x' } } }
const config = { Name: 'x', Data: '' }
const swarm = {
  Name: 'default',
  Labels: {},
  Orchestration: {},
  Raft: {},
  Dispatcher: {},
  CAConfig: {},
  EncryptionConfig: {},
  TaskDefaults: {},
}
