import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Engine } from '../../../src/api/index.ts'
import { faultProxy } from './fault-proxy.ts'
import type { RecordedAnswer } from './recorded.ts'
import { replayedStart } from './replayed-start.ts'

// Records what an engine answers to a start, for mutations.test.ts: DOCKER_HOST=… npx tsx test/reliability/faults/record-start.ts

interface Recording {
  readonly operation: string
  head: string
  readonly body: string[]
  isOpen: boolean
}

const record = async (): Promise<readonly RecordedAnswer[]> => {
  const over = new Set<number>()
  const recordings = new Map<number, Recording>()
  await using proxy = await faultProxy({
    onAnswer: (request, operation, piece) => {
      if (over.has(request)) return
      const recording = recordings.get(request) ?? { operation, head: '', body: [], isOpen: true }
      recordings.set(request, recording)
      if (piece.kind === 'head') recording.head = piece.bytes.toString('latin1')
      if (piece.kind === 'content') recording.body.push(piece.bytes.toString('latin1'))
      if (piece.kind === 'end') recording.isOpen = false
    },
  })
  const engine = await Engine.connect({ host: proxy.host })
  const started = await replayedStart(engine).start()
  // How they end once the start has is no part of it.
  for (const [request, { isOpen }] of recordings) if (isOpen) over.add(request)
  await started.stop()
  await engine.close()
  return [...recordings].sort(([one], [other]) => one - other).map(([, recording]) => recording)
}

// Where an engine keeps its files says nothing, and differs from machine to machine.
const neutral = (text: string): string =>
  text.replaceAll(/\/[\w./-]*\/(containers|overlay2|image|netns)\//g, '/var/lib/docker/$1/')

void record().then((answers) =>
  writeFile(join(import.meta.dirname, 'recorded-start.json'), neutral(`${JSON.stringify(answers, null, 2)}\n`)),
)
