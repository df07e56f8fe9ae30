import { expectTypeOf, type TestAPI, test } from 'vitest'
import type { StartedTestContainer } from '../../src/index.ts'
import { MySqlContainer, type StartedMySqlContainer } from '../../src/modules/mysql.ts'
import * as jest from '../../src/runners/jest.ts'
import * as nodeTest from '../../src/runners/node-test.ts'
import { containersPerRun, withContainers, withRun } from '../../src/runners/vitest.ts'

const startDb = () => new MySqlContainer('mysql:8.4').start()
type Db = StartedMySqlContainer

// None of these is called: it is their types that count.

test('a container of Vitest has the type that its start gives', () => {
  const extend = () => withContainers(test, { db: startDb })
  expectTypeOf(extend).returns.toExtend<TestAPI<{ db: Db }>>()
  const values = containersPerRun(async (use) => ({ uri: use(await startDb()).getConnectionUri(), limits: [1, 2] }))
  const withValues = () => withRun<typeof values>(test)
  expectTypeOf(withValues).returns.toExtend<TestAPI<{ uri: string; limits: number[] }>>()
})

test('a container of Jest and of node:test has the type that its start gives', () => {
  expectTypeOf(() => jest.containerPerFile(startDb)()).returns.toEqualTypeOf<Db>()
  expectTypeOf(() => nodeTest.containerPerFile(startDb)()).returns.toEqualTypeOf<Db>()
})

test('what a run gives back has its type in Jest and node:test', () => {
  const ofJest = jest.containersPerRun(async (use) => ({ uri: use(await startDb()).getConnectionUri() }))
  expectTypeOf(() => jest.runValues<typeof ofJest>()).returns.toEqualTypeOf<{ uri: string }>()
  const ofNode = nodeTest.containersPerRun(async (use) => ({ uri: use(await startDb()).getConnectionUri() }))
  expectTypeOf(() => nodeTest.runValues<typeof ofNode>()).returns.toEqualTypeOf<{ uri: string }>()
})

test('what is not named has the widest type', () => {
  expectTypeOf(() => jest.runValues()).returns.toEqualTypeOf<jest.Values>()
  expectTypeOf(() => nodeTest.runValues()).returns.toEqualTypeOf<nodeTest.Values>()
  expectTypeOf(() => jest.workerContainers()).returns.toEqualTypeOf<Readonly<Record<string, StartedTestContainer>>>()
  expectTypeOf(() => withRun(test)).returns.toExtend<TestAPI<object>>()
})

test('what cannot go to another process is refused', () => {
  // @ts-expect-error: a container is no value
  containersPerRun(async (use) => ({ db: use(await startDb()) }))
})

test('containers of a worker have the types that their starts give', () => {
  class Environment implements jest.Environment {
    readonly global = {}
    async setup(): Promise<void> {}
  }
  const environment = jest.containersPerWorker(Environment, {
    db: startDb,
    other: async (): Promise<StartedTestContainer> => startDb(),
  })
  expectTypeOf(() => jest.workerContainers<typeof environment>()).returns.toEqualTypeOf<{
    db: Db
    other: StartedTestContainer
  }>()
})
