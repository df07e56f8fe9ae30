import { expect, test } from 'vitest'
import { nodeVersions } from './support/node-programs.ts'
import { runSample } from './support/run-sample.ts'

test.for(Object.keys(nodeVersions).flatMap((node) => ['mjs', 'cjs'].map((format) => [node, format] as const)))(
  'Node %s starts a container without a runner, from a %s file',
  async ([node, format]) => {
    const { output, exitCode, created } = await runSample('plain', [`start.${format}`], { part: '', node })
    expect(output).toMatch(new RegExp(`^v${node}\\.\\S+ served$`, 'm'))
    expect([exitCode, created]).toEqual([0, 1])
  },
)
