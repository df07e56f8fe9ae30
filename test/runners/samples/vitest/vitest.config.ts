import { defineConfig } from 'vitest/config'

const { SAMPLE_PART = 'passing' } = process.env

export default defineConfig({
  test: {
    include: [`${SAMPLE_PART}/*.test.ts`],
    maxWorkers: 2,
    isolate: SAMPLE_PART !== 'worker',
    testTimeout: 30_000,
    globalSetup: ['containers.ts'],
  },
})
