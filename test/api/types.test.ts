import type { Readable } from 'node:stream'
import { expectTypeOf, test } from 'vitest'
import type {
  Address,
  AttestationStatement,
  AuthResponse,
  BuildPruneResponse,
  CallOptions,
  Config,
  ContainerConfig,
  ContainerCreateRequest,
  ContainerCreateResponse,
  ContainerFilters,
  ContainerInspect,
  ContainerPruneResponse,
  ContainerState,
  ContainerStats,
  ContainerSummary,
  ContainerTop,
  ContainerUpdateResponse,
  ContainerWaitResponse,
  DiskUsage,
  DistributionInspect,
  EndpointConfig,
  EndpointSettings,
  Engine,
  EngineEvent,
  ExecInspect,
  FilesystemChange,
  HostConfig,
  IdResponse,
  ImageDeleteItem,
  ImageHistoryItem,
  ImageInspect,
  ImagePruneResponse,
  ImageSearchResult,
  ImageSummary,
  Info,
  Interactive,
  LogLine,
  NetworkCreateResponse,
  NetworkInspect,
  NetworkPruneResponse,
  NetworkSummary,
  Node,
  NodeSpec,
  OutputStream,
  PathStat,
  PingResult,
  Plugin,
  PluginPrivilege,
  PortBinding,
  ProcessResult,
  Secret,
  Service,
  ServiceCreateResponse,
  ServiceFilters,
  ServiceMode,
  ServiceSpec,
  Swarm,
  SwarmSpec,
  Task,
  Version,
  Volume,
  VolumeListResponse,
  VolumePruneResponse,
} from '../../src/api/index.ts'

type Answer<Call extends (...args: never[]) => unknown> = Awaited<ReturnType<Call>>

type Nothing = Answer<() => Promise<void>>

/** What the methods of a group give, all of them. */
type Answers<Group> = {
  [Name in keyof Group]: Group[Name] extends (...args: never[]) => infer Given ? Awaited<Given> : never
}

test('each operation of a container promises the shape of its answer', () => {
  expectTypeOf<Answers<Engine['containers']>>().toEqualTypeOf<{
    create: ContainerCreateResponse
    list: ContainerSummary[]
    inspect: ContainerInspect
    exists: boolean
    start: boolean
    stop: boolean
    restart: Nothing
    kill: Nothing
    pause: Nothing
    unpause: Nothing
    rename: Nothing
    update: ContainerUpdateResponse
    wait: ContainerWaitResponse
    openWait: { readonly exit: Promise<ContainerWaitResponse> }
    remove: Nothing
    runHealthCheck: Nothing
    prune: ContainerPruneResponse
    logs: OutputStream
    follow: AsyncGenerator<LogLine>
    attach: Interactive
    attachWebsocket: Interactive
    top: ContainerTop
    stats: ContainerStats
    followStats: AsyncGenerator<ContainerStats>
    changes: FilesystemChange[]
    export: Readable
    resize: Nothing
    getArchive: { readonly stat: PathStat; readonly archive: Readable }
    putArchive: Nothing
    archiveInfo: PathStat
  }>()
  expectTypeOf<Answers<Engine['exec']>>().toEqualTypeOf<{
    run: ProcessResult
    exitCode: number
    create: IdResponse
    start: Interactive
    startDetached: Nothing
    inspect: ExecInspect
    resize: Nothing
  }>()
})

test('each operation of an image promises the shape of its answer', () => {
  expectTypeOf<Answers<Engine['images']>>().toEqualTypeOf<{
    list: ImageSummary[]
    inspect: ImageInspect
    exists: boolean
    attestations: AttestationStatement[]
    history: ImageHistoryItem[]
    pull: Nothing
    import: { readonly imageId: string }
    build: { readonly imageId: string | undefined }
    tag: Nothing
    push: Nothing
    remove: ImageDeleteItem[]
    search: ImageSearchResult[]
    save: Readable
    load: { readonly loaded: readonly string[] }
    commit: IdResponse
    prune: ImagePruneResponse
    pruneBuildCache: BuildPruneResponse
  }>()
})

test('each operation of a network, a volume and the engine itself promises the shape of its answer', () => {
  expectTypeOf<Answers<Engine['networks']>>().toEqualTypeOf<{
    list: NetworkSummary[]
    inspect: NetworkInspect
    exists: boolean
    create: NetworkCreateResponse
    remove: Nothing
    connect: Nothing
    disconnect: Nothing
    prune: NetworkPruneResponse
  }>()
  expectTypeOf<Answers<Engine['volumes']>>().toEqualTypeOf<{
    list: VolumeListResponse
    inspect: Volume
    exists: boolean
    create: Volume
    update: Nothing
    remove: Nothing
    prune: VolumePruneResponse
  }>()
  expectTypeOf<Answers<Engine['system']>>().toEqualTypeOf<{
    ping: PingResult
    pingHead: PingResult
    version: Version
    info: Info
    df: DiskUsage
    events: AsyncGenerator<EngineEvent>
    openEvents: AsyncGenerator<EngineEvent>
    auth: AuthResponse
  }>()
})

type LastOf<Args extends readonly unknown[]> = Required<Args> extends readonly [...unknown[], infer Last] ? Last : never
type TakesSignal<Method> = Method extends (...args: infer Args) => unknown
  ? 'signal' extends keyof LastOf<Args>
    ? LastOf<Args>['signal'] extends AbortSignal | undefined
      ? true
      : false
    : false
  : true
/** Methods whose last argument takes no signal. */
type Unstoppable<Group> = { [Name in keyof Group]: TakesSignal<Group[Name]> extends true ? never : Name }[keyof Group]
type Groups = {
  [Name in keyof Engine as Engine[Name] extends string | Address | ((...args: never[]) => unknown)
    ? never
    : Name]: Engine[Name]
}

test('every operation of every group takes a signal', () => {
  expectTypeOf<{ [Name in keyof Groups]: Unstoppable<Groups[Name]> }[keyof Groups] & string>().toEqualTypeOf<never>()
  expectTypeOf<
    Unstoppable<{ lasting(id: string): Promise<void>; list(options?: CallOptions): Promise<void> }>
  >().toEqualTypeOf<'lasting'>()
  expectTypeOf<TakesSignal<Engine['build']>>().toEqualTypeOf<true>()
})

test('what an engine may leave out has to be looked at', () => {
  expectTypeOf<ContainerInspect['NetworkSettings']['Ports'][string]>().toEqualTypeOf<readonly PortBinding[] | null>()
  expectTypeOf<ContainerState['ExitCode']>().toEqualTypeOf<number>()
  expectTypeOf<ContainerState['Health']>().extract<undefined>().toEqualTypeOf<undefined>()
  expectTypeOf<ContainerSummary['Mounts']>().extract<null>().toEqualTypeOf<null>()
  expectTypeOf<ExecInspect['ExitCode']>().toEqualTypeOf<number | null>()
  expectTypeOf<ImageInspect['RepoTags']>().toEqualTypeOf<readonly string[] | null>()
  expectTypeOf<Volume['Labels']>().toEqualTypeOf<Readonly<Record<string, string>> | null>()
})

test('what every engine fills in needs no looking', () => {
  expectTypeOf<ContainerInspect['Config']['Tty']>().toEqualTypeOf<boolean>()
  expectTypeOf<ContainerInspect['Config']['Labels']>().toEqualTypeOf<Readonly<Record<string, string>>>()
  expectTypeOf<ContainerInspect['HostConfig']['AutoRemove']>().toEqualTypeOf<boolean>()
})

test('a request takes undefined for what is not asked', () => {
  expectTypeOf<{ Image: string; Env: undefined; HostConfig: undefined }>().toExtend<ContainerCreateRequest>()
  expectTypeOf<{ label: undefined; status: ['running'] }>().toExtend<ContainerFilters>()
  expectTypeOf<{ Image: undefined }>().not.toExtend<ContainerCreateRequest>()
  expectTypeOf<{ status: ['sleeping'] }>().not.toExtend<ContainerFilters>()
})

test('an answer of inspect can be asked for again', () => {
  expectTypeOf<ContainerInspect['HostConfig']>().toExtend<HostConfig>()
  expectTypeOf<ContainerInspect['Config']>().toExtend<ContainerConfig>()
  expectTypeOf<EndpointSettings>().toExtend<EndpointConfig>()
})

test('the groups of a swarm, plugins and registries promise the shape of their answers', () => {
  expectTypeOf<Answer<Engine['swarm']['init']>>().toEqualTypeOf<string>()
  expectTypeOf<Answer<Engine['swarm']['inspect']>>().toEqualTypeOf<Swarm>()
  expectTypeOf<Answer<Engine['nodes']['list']>>().toEqualTypeOf<Node[]>()
  expectTypeOf<Answer<Engine['services']['inspect']>>().toEqualTypeOf<Service>()
  expectTypeOf<Answer<Engine['services']['create']>>().toEqualTypeOf<ServiceCreateResponse>()
  expectTypeOf<Answer<Engine['services']['logs']>>().toEqualTypeOf<OutputStream>()
  expectTypeOf<Answer<Engine['tasks']['list']>>().toEqualTypeOf<Task[]>()
  expectTypeOf<Answer<Engine['secrets']['inspect']>>().toEqualTypeOf<Secret>()
  expectTypeOf<Answer<Engine['configs']['inspect']>>().toEqualTypeOf<Config>()
  expectTypeOf<Answer<Engine['plugins']['privileges']>>().toEqualTypeOf<PluginPrivilege[]>()
  expectTypeOf<Answer<Engine['plugins']['inspect']>>().toEqualTypeOf<Plugin>()
  expectTypeOf<Answer<Engine['distribution']['inspect']>>().toEqualTypeOf<DistributionInspect>()
  expectTypeOf<Answer<Engine['containers']['attachWebsocket']>>().toEqualTypeOf<Interactive>()
})

test('the specification of a swarm, node or service that is answered can be changed and asked for again', () => {
  expectTypeOf<Swarm['Spec']>().toExtend<SwarmSpec>()
  expectTypeOf<Node['Spec']>().toExtend<NodeSpec>()
  expectTypeOf<Service['Spec']>().toExtend<ServiceSpec>()
  expectTypeOf<Service['Spec']['Labels']>().toEqualTypeOf<Readonly<Record<string, string>>>()
})

test('a service is of one mode, and a secret never answers its data', () => {
  expectTypeOf<{ Replicated: { Replicas: 2 } }>().toExtend<ServiceMode>()
  expectTypeOf<{ Replicated: object; Global: object }>().not.toExtend<ServiceMode>()
  expectTypeOf<Record<never, never>>().not.toExtend<ServiceMode>()
  expectTypeOf<{ mode: ['global-job'] }>().toExtend<ServiceFilters>()
  expectTypeOf<{ mode: ['single'] }>().not.toExtend<ServiceFilters>()
  expectTypeOf<Secret['Spec']>().not.toHaveProperty('Data')
  expectTypeOf<Config['Spec']['Data']>().toEqualTypeOf<string>()
})
