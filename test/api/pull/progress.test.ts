import { expect, test } from 'vitest'
import type { ProgressMessage } from '../../../src/api/index.ts'
import { PullTally } from '../../../src/api/pull/progress.ts'

const message = (id: string, status: string, current?: number, total?: number): ProgressMessage => ({
  id,
  status,
  progressDetail: { ...(current !== undefined && { current }), ...(total !== undefined && { total }) },
})

const shares = (messages: readonly ProgressMessage[]): readonly (number | undefined)[] => {
  const tally = new PullTally()
  return messages.map((one) => tally.add(one)?.share)
}

test('the layers of a pull are added up, fetched and unpacked', () => {
  const tally = new PullTally()
  const seen = [
    message('latest', 'Pulling from library/mysql'),
    message('a', 'Already exists'),
    message('b', 'Pulling fs layer'),
    message('c', 'Pulling fs layer'),
    message('b', 'Downloading', 50, 100),
    message('c', 'Downloading', 0, 300),
    message('c', 'Downloading', 150, 300),
    message('b', 'Verifying Checksum'),
    message('b', 'Download complete'),
    message('c', 'Download complete'),
    message('b', 'Extracting', 100, 100),
    message('b', 'Pull complete'),
    message('c', 'Extracting', 150, 300),
    message('c', 'Pull complete'),
    { status: 'Digest: sha256:0a' },
  ].map((one) => tally.add(one))
  expect(seen.map((it) => it?.share)).toEqual([
    ...[undefined, 0, 0, 0],
    // Half of a layer, whose size is taken for that of the other one too; when that is known, it is less, and not said.
    ...[0.125, 0.125, 0.25, 0.3125, 0.3125, 0.5, 0.625, 0.625, 0.8125, 1, undefined],
  ])
  expect(seen[6]).toEqual({ share: 0.25, downloadedBytes: 200, totalBytes: 400, layers: 3, layersDone: 1 })
  expect(tally.finish()).toEqual({ share: 1, downloadedBytes: 400, totalBytes: 400, layers: 3, layersDone: 3 })
})

test('an engine that counts seconds while it unpacks does not confuse the bytes', () => {
  expect(
    shares([
      message('a', 'Pulling fs layer'),
      message('a', 'Downloading', 10, 10),
      message('a', 'Extracting', 3),
      message('a', 'Pull complete'),
    ]),
  ).toEqual([0, 0.5, 0.5, 1])
})

test('nothing to fetch is the whole of it', () => {
  expect(
    shares([message('latest', 'Pulling from library/busybox'), { status: 'Status: Image is up to date' }]),
  ).toEqual([undefined, undefined])
  expect(new PullTally().finish()).toEqual({ share: 1, downloadedBytes: 0, totalBytes: 0, layers: 0, layersDone: 0 })
})
