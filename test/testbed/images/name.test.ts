import { expect, test } from 'vitest'
import { fullName, isOfHub, mirroredRepo, splitName } from './name.ts'

test('a name without a tag means latest, and the address of the Hub is left out', () => {
  expect(['mysql', 'mysql:9.7', 'docker.io/library/mysql', 'docker.io/minio/minio:x'].map(fullName)).toEqual([
    'mysql:latest',
    'mysql:9.7',
    'mysql:latest',
    'minio/minio:x',
  ])
})

test('the port of a registry is not a tag', () => {
  expect(splitName('127.0.0.1:5000/library/mysql')).toEqual({ repo: '127.0.0.1:5000/library/mysql', tag: 'latest' })
})

test('a mirror keeps images without an owner under library', () => {
  expect(['mysql:9.7', 'minio/minio'].map(mirroredRepo)).toEqual(['library/mysql', 'minio/minio'])
})

test("what another registry has is not the Hub's", () => {
  expect(
    ['mysql:9.7', 'minio/minio', 'docker.io/library/mysql', 'ghcr.io/shopify/toxiproxy:2.5.0'].map(isOfHub),
  ).toEqual([true, true, true, false])
})
