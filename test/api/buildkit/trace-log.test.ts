import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { protobuf } from '../../../src/api/buildkit/protobuf.ts'
import { readStatus } from '../../../src/api/buildkit/status.ts'
import { TraceLog } from '../../../src/api/buildkit/trace-log.ts'
import { type BuildProgress, ProtocolError } from '../../../src/api/index.ts'

/** What Docker 20.10 sent for two steps, of which the second failed. */
const recorded = readFileSync(join(import.meta.dirname, 'fixtures', 'failing-build.txt'), 'utf8')
  .trim()
  .split('\n')

/** An event in a few words. */
const brief = (event: BuildProgress): string => {
  const step = 'step' in event && event.step ? `${event.step.name} ` : ''
  if (event.kind === 'log') return `${event.kind} ${step}${event.stream}: ${event.text}`
  return event.kind === 'failed' ? `${event.kind} ${step}: ${event.message}` : `${event.kind} ${step}`.trim()
}

test('a recorded build reads as its steps, their output and the failure', () => {
  const log = new TraceLog()
  const events = [...recorded.flatMap((status) => log.read(status)), ...log.end()]
  const run = '[2/2] RUN echo "hällo" && echo "no disk" >&2 && printf open && exit 3'
  expect(events.map(brief).filter((text) => !text.includes('[internal]') && !text.includes('/context'))).toEqual([
    'started [1/2] FROM docker.io/library/busybox',
    'done [1/2] FROM docker.io/library/busybox',
    'cached [1/2] FROM docker.io/library/busybox',
    `started ${run}`,
    `log ${run} stdout: hällo`,
    `log ${run} stderr: no disk`,
    `log ${run} stdout: open`,
    `failed ${run} : executor failed running [/bin/sh -c echo "hällo" && echo "no disk" >&2 && printf open && exit 3]: exit code: 3`,
  ])
  const failed = events.find(({ kind }) => kind === 'failed')
  expect(failed).toMatchObject({ durationMs: expect.closeTo(541, 0) })
})

test('a recorded status cut short anywhere is read as far as it goes, or is a ProtocolError', () => {
  for (const bytes of recorded.map((status) => Buffer.from(status, 'base64'))) {
    let refused = 0
    for (let length = 0; length < bytes.length; length++) {
      try {
        readStatus(bytes.subarray(0, length))
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
        refused++
      }
    }
    // Only between two fields of the outermost message can one be cut without a trace.
    expect(refused).toBeGreaterThan(bytes.length - 12)
  }
})

const vertex = (fields: Parameters<typeof protobuf>[0]) => protobuf({ 1: 'sha256:1', 3: '[2/3] RUN make', ...fields })
const time = (ms: number) => protobuf({ 1: Math.floor(ms / 1000), 2: (ms % 1000) * 1e6 })
const status = (...fields: readonly Parameters<typeof protobuf>[0][]): string =>
  Buffer.concat(fields.map(protobuf)).toString('base64')
const step = { id: 'sha256:1', name: '[2/3] RUN make' }

test('a start, output and an end in one status are told in this order', () => {
  const log = new TraceLog()
  const output = protobuf({ 1: 'sha256:1', 3: 2, 4: 'warm\n' })
  expect(log.read(status({ 1: vertex({ 5: time(1000), 6: time(3500) }), 3: output }))).toEqual([
    { kind: 'started', step },
    { kind: 'log', step, stream: 'stderr', text: 'warm' },
    { kind: 'done', step, durationMs: 2500 },
  ])
})

test('the same status twice tells nothing new, and a step that runs again starts again', () => {
  const log = new TraceLog()
  log.read(status({ 1: vertex({ 5: time(1000), 6: time(2000) }) }))
  expect(log.read(status({ 1: vertex({ 5: time(1000), 6: time(2000) }) }))).toEqual([])
  expect(log.read(status({ 1: vertex({ 5: time(5000) }) }))).toEqual([{ kind: 'started', step }])
  expect(log.read(status({ 1: vertex({ 5: time(5000), 6: time(5250) }) }))).toEqual([
    { kind: 'done', step, durationMs: 250 },
  ])
})

test('a step of an earlier build is cached without a start', () => {
  const cached = vertex({ 4: 1, 5: time(1000), 6: time(1000) })
  expect(new TraceLog().read(status({ 1: cached }))).toEqual([{ kind: 'cached', step }])
})

test('lines go on across statuses, in each stream by itself, and characters across pieces', () => {
  const log = new TraceLog()
  log.read(status({ 1: vertex({ 5: time(1000) }) }))
  const ship = Buffer.from('🚢\n')
  const pieces = [
    { 1: 'sha256:1', 3: 1, 4: Buffer.concat([Buffer.from('big '), ship.subarray(0, 2)]) },
    { 1: 'sha256:1', 3: 2, 4: 'err' },
    { 1: 'sha256:1', 3: 1, 4: Buffer.concat([ship.subarray(2), Buffer.from('next')]) },
  ]
  const events = pieces.flatMap((piece) => log.read(status({ 3: protobuf(piece) })))
  expect(events).toEqual([{ kind: 'log', step, stream: 'stdout', text: 'big 🚢' }])
  expect(log.end()).toEqual([
    { kind: 'log', step, stream: 'stdout', text: 'next' },
    { kind: 'log', step, stream: 'stderr', text: 'err' },
  ])
})

test('bytes that move are a transfer, with their total where it is known', () => {
  const log = new TraceLog()
  log.read(status({ 1: vertex({ 5: time(1000) }) }))
  const layer = { 1: 'sha256:9', 2: 'sha256:1', 3: 'extracting', 4: 10, 5: 20 }
  expect(log.read(status({ 2: protobuf(layer) }, { 2: protobuf({ 1: 'context', 2: 'sha256:1', 4: 5 }) }))).toEqual([
    { kind: 'transfer', step, id: 'sha256:9', action: 'extracting', currentBytes: 10, totalBytes: 20 },
    { kind: 'transfer', step, id: 'context', currentBytes: 5 },
  ])
  expect(log.read(status({ 2: protobuf({ 1: 'naming', 2: 'sha256:1' }) }))).toEqual([])
})

test('a warning has its explanation and its place', () => {
  const place = { 6: protobuf({ 1: 'Dockerfile' }), 7: protobuf({ 1: protobuf({ 1: 4, 2: 1 }) }) }
  const warning = protobuf({ 2: 1, 3: 'use one case', 4: 'in detail', 5: 'https://docs.example/rule', ...place })
  expect(new TraceLog().read(status({ 4: warning }, { 4: protobuf({ 3: 'short' }) }))).toEqual([
    {
      kind: 'warning',
      message: 'use one case',
      detail: ['in detail'],
      url: 'https://docs.example/rule',
      file: 'Dockerfile',
      line: 4,
    },
    { kind: 'warning', message: 'short', detail: [] },
  ])
})
