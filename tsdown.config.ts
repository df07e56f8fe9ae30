import { defineConfig, type UserConfig } from 'tsdown'
import { leaveOut } from './scripts/build/leave-out.ts'
import { licencesOfBundled } from './scripts/build/licences.ts'

const config: UserConfig = defineConfig({
  entry: {
    index: 'src/index.ts',
    api: 'src/api/index.ts',
    cli: 'src/cli/main.ts',
    mysql: 'src/modules/mysql.ts',
    minio: 'src/modules/minio.ts',
    opensearch: 'src/modules/opensearch.ts',
    vitest: 'src/runners/vitest.ts',
    jest: 'src/runners/jest.ts',
    'node-test': 'src/runners/node-test.ts',
  },
  format: ['esm', 'cjs'],
  platform: 'node',
  target: ['node20.18', 'es2022'],
  dts: { oxc: true },
  // Dependencies are bundled (docs/architecture.md). Named one by one: a new one is a decision.
  noExternal: [/./],
  inlineOnly: [
    'undici',
    ...['tar-fs', 'tar-stream', 'pump', 'end-of-stream', 'once', 'wrappy'],
    ...['streamx', 'b4a', 'fast-fifo', 'events-universal', 'text-decoder'],
  ],
  plugins: [
    leaveOut({
      // Used only with `allowH2`; loads node:http2.
      'undici/lib/dispatcher/client-h2.js':
        "module.exports = () => { throw new Error('HTTP/2 is not part of this build of undici') }",
      // Used only for FormData bodies; a third of undici, all of fetch.
      'undici/lib/web/fetch/body.js':
        "exports.extractBody = () => { throw new Error('FormData bodies are not part of this build of undici') }",
    }),
    licencesOfBundled('THIRD-PARTY-LICENSES.txt'),
  ],
  logLevel: 'warn',
})

export default config
