import { expect, test } from 'vitest'
import { BuildLog } from '../../../src/api/build/log.ts'
import { protobuf } from '../../../src/api/buildkit/protobuf.ts'
import { ProtocolError } from '../../../src/api/index.ts'

const logOf = (...streams: readonly string[]): BuildLog => {
  const log = new BuildLog()
  for (const stream of streams) log.read({ stream })
  return log
}

test('pieces of output become lines without colours and without blank ones', () => {
  const log = logOf('one', '\ntw', 'o\n\n', '\u001b[91mred\n\u001b[0m', 'open')
  log.end()
  expect(log.output).toEqual(['one', 'two', 'red', 'open'])
})

test('only the last twenty lines are kept', () => {
  const { output } = logOf(...Array.from({ length: 100 }, (_, index) => `${index}\n`))
  expect(output).toHaveLength(20)
  expect(output.at(-1)).toBe('99')
})

test.each([
  ['Step 2/7 : RUN make\n', 'RUN make'],
  ['STEP 2/7: RUN make\n', 'RUN make'],
  ['STEP 2: RUN make\n', 'RUN make'],
])('the step that failed is read from %j, and its output is its own', (line, step) => {
  const log = logOf('Step 1/7 : RUN prepare\n', 'before\n', line, 'output\n')
  expect(log.failedStep).toBeUndefined()
  expect(log.output).toEqual(['before', 'output'])
  log.end('failed')
  expect(log.failedStep).toBe(step)
  expect(log.output).toEqual(['output'])
})

test('the id in a result wins over the one in the last line', () => {
  const log = logOf('Successfully built 2a28f0de4ddf\n')
  log.read({ aux: { ID: 'sha256:2a28' } })
  expect(log.imageId).toBe('sha256:2a28')
})

const trace = (...fields: readonly Parameters<typeof protobuf>[0][]) => ({
  id: 'moby.buildkit.trace',
  aux: Buffer.concat(fields.map(protobuf)).toString('base64'),
})

const step = (digest: string, name: string, error: string) => ({
  1: protobuf({ 1: digest, 3: name, 5: protobuf({ 1: 1 }), 6: protobuf({ 1: 2 }), 7: error }),
})

test.each([
  ['[2/3] RUN make', 'RUN make'],
  ['[tools 2/3] RUN make', 'RUN make'],
  ['[linux/arm64 tools 2/3] RUN make', 'RUN make'],
  ['[internal] load metadata for docker.io/library/nope', '[internal] load metadata for docker.io/library/nope'],
])('the step that failed with BuildKit, `%s`, is `%s`', (name, expected) => {
  const log = new BuildLog()
  log.read(trace({ 3: protobuf({ 1: 'a', 4: 'output of a\n' }) }, { 3: protobuf({ 1: 'b', 4: 'output of b\n' }) }))
  log.read(trace(step('b', '[1/3] RUN prepare', 'context canceled'), step('a', name, 'exit code: 2')))
  log.read(trace(step('c', '[3/3] RUN more', 'context canceled')))
  expect(log.failedStep).toBe(expected)
  expect(log.output).toEqual(['output of a'])
})

test('a status that is nonsense is a ProtocolError', () => {
  expect(() => new BuildLog().read({ id: 'moby.buildkit.trace', aux: 'CgoKaA==' })).toThrow(ProtocolError)
})
