import { defineConfig } from 'vitest/config'

// Three projects, from quick to heavy. `unit` needs no engine; the other two get theirs from test/testbed.
const withEngine = { globalSetup: ['test/testbed/global-setup.ts'], testTimeout: 60_000, hookTimeout: 60_000 }

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/**/*.{engine,module}.test.ts'] },
      },
      { extends: true, test: { name: 'engine', include: ['test/**/*.engine.test.ts'], ...withEngine } },
      {
        extends: true,
        test: { name: 'modules', include: ['test/**/*.module.test.ts'], ...withEngine, testTimeout: 180_000 },
      },
    ],
  },
})

export default config
