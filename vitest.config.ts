import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// From quick to heavy. `unit` needs no engine; the others get theirs from test/testbed. `soak` runs test/reliability at full length, and only
// when it is asked for: the short form of each of its tests is in `unit`, `engine` and `modules`.
const withEngine = { globalSetup: ['test/testbed/global-setup.ts'], testTimeout: 60_000, hookTimeout: 60_000 }

// Projects of their own, which are run by other runners.
const samples = 'test/runners/samples/**'

const source = (path: string): string => join(import.meta.dirname, 'src', path)

const soak = {
  extends: true as const,
  test: { name: 'soak', include: ['test/reliability/**/*.test.ts'], ...withEngine, testTimeout: 1_800_000 },
}

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{engine,module,runner,swarm}.test.ts', samples],
        },
      },
      { extends: true, test: { name: 'engine', include: ['test/**/*.engine.test.ts'], ...withEngine } },
      {
        extends: true,
        test: {
          name: 'swarm',
          include: ['test/**/*.swarm.test.ts'],
          ...withEngine,
          // After all others: when Docker 20.10 leaves a swarm, it forgets the names of the containers in all networks.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'runners',
          include: ['test/**/*.runner.test.ts'],
          ...withEngine,
          globalSetup: [...withEngine.globalSetup, 'test/runners/support/consumer.ts'],
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'modules',
          include: ['test/**/*.module.test.ts'],
          ...withEngine,
          testTimeout: 180_000,
          // What somebody does who moves: test/compat/migration is written for these packages.
          alias: {
            testcontainers: source('index.ts'),
            '@testcontainers/mysql': source('modules/mysql.ts'),
            '@testcontainers/minio': source('modules/minio.ts'),
            '@testcontainers/opensearch': source('modules/opensearch.ts'),
          },
        },
      },
      ...(process.env.SLIPWAY_SOAK === '1' ? [soak] : []),
    ],
  },
})

export default config
