import type { Readable } from 'node:stream'
import { expectTypeOf, test } from 'vitest'
import type {
  ContainerConfig,
  ContainerCreateRequest,
  ContainerFilters,
  ContainerInspect,
  ContainerState,
  ContainerStats,
  ContainerSummary,
  EndpointConfig,
  EndpointSettings,
  Engine,
  EngineEvent,
  ExecInspect,
  HostConfig,
  ImageDeleteItem,
  ImageInspect,
  Interactive,
  NetworkInspect,
  NetworkSummary,
  OutputStream,
  PortBinding,
  Volume,
} from '../../src/api/index.ts'

type Answer<Call extends (...args: never[]) => unknown> = Awaited<ReturnType<Call>>

test('each operation promises the shape of its answer', () => {
  expectTypeOf<Answer<Engine['containers']['list']>>().toEqualTypeOf<ContainerSummary[]>()
  expectTypeOf<Answer<Engine['containers']['inspect']>>().toEqualTypeOf<ContainerInspect>()
  expectTypeOf<Answer<Engine['containers']['start']>>().toEqualTypeOf<boolean>()
  expectTypeOf<Answer<Engine['containers']['logs']>>().toEqualTypeOf<OutputStream>()
  expectTypeOf<Answer<Engine['containers']['attach']>>().toEqualTypeOf<Interactive>()
  expectTypeOf<Answer<Engine['containers']['stats']>>().toEqualTypeOf<ContainerStats>()
  expectTypeOf<ReturnType<Engine['containers']['followStats']>>().toExtend<AsyncIterable<ContainerStats>>()
  expectTypeOf<Answer<Engine['exec']['start']>>().toEqualTypeOf<Interactive>()
  expectTypeOf<Answer<Engine['images']['pull']>>().toEqualTypeOf<void>()
  expectTypeOf<Answer<Engine['images']['build']>>().toEqualTypeOf<{ readonly imageId: string }>()
  expectTypeOf<Answer<Engine['images']['remove']>>().toEqualTypeOf<ImageDeleteItem[]>()
  expectTypeOf<Answer<Engine['images']['save']>>().toEqualTypeOf<Readable>()
  expectTypeOf<Answer<Engine['networks']['list']>>().toEqualTypeOf<NetworkSummary[]>()
  expectTypeOf<Answer<Engine['networks']['inspect']>>().toEqualTypeOf<NetworkInspect>()
  expectTypeOf<Answer<Engine['volumes']['create']>>().toEqualTypeOf<Volume>()
  expectTypeOf<ReturnType<Engine['system']['events']>>().toExtend<AsyncIterable<EngineEvent>>()
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
