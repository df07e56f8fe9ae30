import { expect, test } from 'vitest'
import { BuildLog } from '../../src/api/build-log.ts'

const logOf = (...streams: readonly string[]): BuildLog => {
  const log = new BuildLog()
  for (const stream of streams) log.add({ stream })
  return log
}

test('pieces of output become lines without colours', () => {
  expect(logOf('one', '\ntw', 'o\n\n', '\u001b[91mred\n\u001b[0m', 'open').output).toEqual([
    'one',
    'two',
    'red',
    'open',
  ])
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
])('the step is read from %j', (line, step) => {
  expect(logOf(line, 'output\n').step).toBe(step)
})

test('the id in a result wins over the one in the last line', () => {
  const log = logOf('Successfully built 2a28f0de4ddf\n')
  log.add({ aux: { ID: 'sha256:2a28' } })
  log.add({ aux: 'CgoKaA==' })
  expect(log.imageId).toBe('sha256:2a28')
})
