import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { index: 'src/index.ts', api: 'src/api/index.ts' },
  format: ['esm', 'cjs'],
  platform: 'node',
  target: ['node20.18', 'es2022'],
  dts: { oxc: true },
  noExternal: [/./],
  inlineOnly: ['undici'],
})
