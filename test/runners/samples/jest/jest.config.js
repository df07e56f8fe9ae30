const { SAMPLE_PART = 'passing' } = process.env

module.exports = {
  testMatch: [`<rootDir>/${SAMPLE_PART}/*.test.{js,mjs}`],
  maxWorkers: 2,
  testTimeout: 30_000,
  globalSetup: './containers.js',
  globalTeardown: './containers.js',
}
