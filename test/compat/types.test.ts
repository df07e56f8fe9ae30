import type * as theirs from 'testcontainers'
import { expectTypeOf, test } from 'vitest'
import type * as ours from '../../src/index.ts'

test('what is given here can be used as what is given there', () => {
  expectTypeOf<ours.StartedTestContainer>().toExtend<theirs.StartedTestContainer>()
  expectTypeOf<ours.StoppedTestContainer>().toExtend<theirs.StoppedTestContainer>()
  expectTypeOf<ours.AbstractStartedContainer>().toExtend<theirs.StartedTestContainer>()
  expectTypeOf<ours.ExecResult>().toExtend<theirs.ExecResult>()
  // Its lists of ports can be read alone.
  expectTypeOf<Omit<ours.InspectResult, 'ports'>>().toExtend<Omit<theirs.InspectResult, 'ports'>>()
  expectTypeOf<ours.InspectResult['ports']>().toExtend<DeepReadonly<theirs.InspectResult['ports']>>()
  expectTypeOf<ours.ImagePullPolicy>().toExtend<theirs.ImagePullPolicy>()
  expectTypeOf<ours.PortGenerator>().toExtend<theirs.PortGenerator>()
  expectTypeOf<ours.Uuid>().toExtend<theirs.Uuid>()
  expectTypeOf<ours.Retry<number, string>>().toExtend<theirs.Retry<number, string>>()
  expectTypeOf<ours.StartupStatus>().toEqualTypeOf<theirs.StartupStatus>()
})

test('what is taken there is taken here', () => {
  expectTypeOf<theirs.PortWithOptionalBinding>().toExtend<ours.PortWithOptionalBinding>()
  expectTypeOf<theirs.PortWithBinding>().toExtend<ours.PortWithBinding>()
  expectTypeOf<theirs.Content>().toExtend<ours.Content>()
  expectTypeOf<theirs.CopyToContainerOptions>().toExtend<ours.CopyToContainerOptions>()
  expectTypeOf<theirs.CommitOptions>().toExtend<ours.CommitOptions>()
  expectTypeOf<theirs.ExecOptions>().toExtend<ours.ExecOptions>()
  expectTypeOf<theirs.StopOptions>().toExtend<ours.StopOptions>()
  expectTypeOf<theirs.RestartOptions>().toExtend<ours.RestartOptions>()
  expectTypeOf<theirs.BuildOptions>().toExtend<ours.BuildOptions>()
  expectTypeOf<theirs.HttpWaitStrategyOptions>().toExtend<ours.HttpWaitStrategyOptions>()
  expectTypeOf<theirs.ImagePullPolicy>().toExtend<ours.ImagePullPolicy>()
  expectTypeOf<theirs.Uuid>().toExtend<ours.Uuid>()
})

test('every setter takes what it takes there, but for wait strategies of the user’s own', () => {
  type Setter = Extract<keyof theirs.GenericContainer, `with${string}`>
  type Differs = {
    [K in Setter]: Parameters<theirs.GenericContainer[K]> extends Parameters<ours.GenericContainer[K]> ? never : K
  }[Setter]
  expectTypeOf<Differs>().toEqualTypeOf<'withWaitStrategy'>()
})

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T
