import { expect, test } from 'vitest'
import { ClassicLog } from '../../../src/api/build/classic-log.ts'
import type { BuildProgress } from '../../../src/api/index.ts'

/** What is told of these pieces of text, and of the end. Each reading of the clock is 10 ms later. */
const read = (streams: readonly string[], failure?: string): readonly BuildProgress[] => {
  let time = 0
  const log = new ClassicLog(() => {
    time += 10
    return time
  })
  return [...streams.flatMap((stream) => log.read({ stream })), ...log.end(failure)]
}

const FROM = { id: '1/2', name: '[1/2] FROM busybox' }
const RUN = { id: '2/2', name: '[2/2] RUN make' }

test('steps start and end, and what they print is theirs', () => {
  expect(
    read([
      'Step 1/2 : FROM busybox',
      '\n',
      ' ---> 3f570ea05e12\n',
      'Step 2/2 : RUN make',
      '\n',
      ' ---> Running in 1d50daedb9f5\n',
      'one\ntw',
      'o\n',
      '\u001b[91mno disk\n\u001b[0m',
      'open',
      'Removing intermediate container 1d50daedb9f5\n',
      ' ---> f75a144e29d8\n',
      'Successfully built f75a144e29d8\n',
      'Successfully tagged app:1\n',
    ]),
  ).toEqual([
    { kind: 'started', step: FROM },
    { kind: 'done', step: FROM, durationMs: 10 },
    { kind: 'started', step: RUN },
    { kind: 'log', step: RUN, stream: 'stdout', text: 'one' },
    { kind: 'log', step: RUN, stream: 'stdout', text: 'two' },
    { kind: 'log', step: RUN, stream: 'stderr', text: 'no disk' },
    { kind: 'log', step: RUN, stream: 'stdout', text: 'open' },
    { kind: 'done', step: RUN, durationMs: 10 },
  ])
})

test('Podman says it a little differently, and of several stages', () => {
  const make = { id: 'stage-0 2/2', name: '[stage-0 2/2] RUN make' }
  const copy = { id: 'stage-1 1/1', name: '[stage-1 1/1] COPY --from=a /x /x' }
  expect(
    read([
      '[1/2] STEP 2/2: RUN make\n',
      'COMMIT of my own\n',
      '--> f75a144e29d8\n',
      '[2/2] STEP 1/1: COPY --from=a /x /x\n',
      '--> Using cache f75a144e29d8\n',
      '[2/2] COMMIT localhost/app:1\n',
      '--> 732259ff8f02\n',
      'Successfully tagged localhost/app:1\n',
      '[Warning] one or more build args were not consumed: [UNUSED]\n',
      `${'7'.repeat(64)}\n`,
      'Successfully built 732259ff8f02\n',
    ]),
  ).toEqual([
    { kind: 'started', step: make },
    { kind: 'log', step: make, stream: 'stdout', text: 'COMMIT of my own' },
    { kind: 'done', step: make, durationMs: 10 },
    { kind: 'started', step: copy },
    { kind: 'warning', message: 'one or more build args were not consumed: [UNUSED]', detail: [] },
    { kind: 'cached', step: copy },
  ])
})

test('a step that an earlier build has done is cached; one that only prints the words is not', () => {
  expect(read(['Step 2/2 : RUN make\n', ' ---> Using cache\n']).at(-1)).toEqual({ kind: 'cached', step: RUN })
  expect(read(['Step 2/2 : RUN make\n', 'x\n', ' ---> Using cache\n']).at(-1)).toMatchObject({ kind: 'done' })
})

test('arrows of a program are its output', () => {
  const lines = ['---> Installing', '--> done', ' ---> Running tests', '']
  const said = read(['Step 2/2 : RUN make\n', ...lines.map((line) => `${line}\n`)])
  expect(said.flatMap((event) => (event.kind === 'log' ? [event.text] : []))).toEqual(lines)
})

test('the step that is running when the build fails is the one that failed, after its last words', () => {
  expect(read(['Step 2/2 : RUN make\n', 'broken'], 'returned a non-zero code: 2')).toEqual([
    { kind: 'started', step: RUN },
    { kind: 'log', step: RUN, stream: 'stdout', text: 'broken' },
    { kind: 'failed', step: RUN, durationMs: 10, message: 'returned a non-zero code: 2' },
  ])
})

test('build arguments that nobody asked for are a warning', () => {
  expect(read(['[Warning] One or more build-args [A] were not consumed\n'])).toEqual([
    { kind: 'warning', message: 'One or more build-args [A] were not consumed', detail: [] },
  ])
})

test('the bytes of a base image are a transfer of the step that pulls it', () => {
  const log = new ClassicLog()
  log.read({ stream: 'Step 1/2 : FROM busybox\n' })
  const progressDetail = { current: 10, total: 20 }
  expect(log.read({ id: 'abc', status: 'Downloading', progressDetail })).toEqual([
    { kind: 'transfer', step: FROM, id: 'abc', action: 'downloading', currentBytes: 10, totalBytes: 20 },
  ])
  expect(log.read({ id: 'abc', status: 'Pull complete', progressDetail: {} })).toEqual([])
  expect(log.read({ status: 'Pulling from library/busybox', id: 'latest' })).toEqual([])
})

test.each([
  ['Step 1/1 : FROM x\nSuccessfully built 2a28f0de4ddf\n', '2a28f0de4ddf'],
  [`Step 1/1 : FROM x\nsha256:${'0'.repeat(64)}\n`, undefined],
  [`sha256:${'0'.repeat(64)}\n`, `sha256:${'0'.repeat(64)}`],
  [`${'0'.repeat(64)}\n`, '0'.repeat(64)],
  ['Successfully built pyyaml\n', undefined],
  ['123456789012\n', undefined],
])('the image in %j is %s', (stream, imageId) => {
  const log = new ClassicLog()
  log.read({ stream })
  expect(log.imageId).toBe(imageId)
})
