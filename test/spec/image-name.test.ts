import { expect, test } from 'vitest'
import { ImageName, underPrefix } from '../../src/spec/image-name.ts'

const digest = `sha256:${'a'.repeat(64)}`
const id = 'b'.repeat(64)

test.each([
  ['redis', undefined, 'redis', 'latest', undefined, 'redis:latest'],
  ['redis:7', undefined, 'redis', '7', undefined, 'redis:7'],
  ['owner/app:1', undefined, 'owner/app', '1', undefined, 'owner/app:1'],
  ['ghcr.io/owner/app', 'ghcr.io', 'owner/app', 'latest', undefined, 'ghcr.io/owner/app:latest'],
  ['localhost/app:1', 'localhost', 'app', '1', undefined, 'localhost/app:1'],
  ['localhost:5000/a/b:2', 'localhost:5000', 'a/b', '2', undefined, 'localhost:5000/a/b:2'],
  [`redis@${digest}`, undefined, 'redis', 'latest', digest, `redis@${digest}`],
  [`r.example:1/redis:7@${digest}`, 'r.example:1', 'redis', '7', digest, `r.example:1/redis:7@${digest}`],
  [id, undefined, id, 'latest', undefined, id],
  [`sha256:${id}`, undefined, `sha256:${id}`, 'latest', undefined, `sha256:${id}`],
])('%s is taken apart', (text, ...[registry, image, tag, ownDigest, string]) => {
  expect(ImageName.fromString(text)).toEqual({ registry, image, tag, digest: ownDigest, string })
})

test('names are equal when all of their parts are', () => {
  expect(ImageName.fromString('redis').equals(new ImageName(undefined, 'redis', 'latest'))).toBe(true)
  expect(ImageName.fromString('redis:7').equals(ImageName.fromString('redis:8'))).toBe(false)
  expect(ImageName.fromString('redis:7').equals(ImageName.fromString(`redis:7@${digest}`))).toBe(false)
})

test('what is no name is refused', () => {
  expect(() => ImageName.fromString('redis 7')).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: \`redis 7\` is not an image name: expected one such as \`redis:7\` or \`ghcr.io/owner/name@sha256:…\`.]`,
  )
})

test('a prefix stands before images of Docker Hub, and before no other', () => {
  const images = ['redis:7', 'owner/app', `redis@${digest}`, 'ghcr.io/owner/app', 'localhost/app', id, `sha256:${id}`]
  expect(images.map((image) => underPrefix(image, 'mirror.example/hub/'))).toEqual([
    'mirror.example/hub/redis:7',
    'mirror.example/hub/owner/app',
    `mirror.example/hub/redis@${digest}`,
    ...images.slice(3),
  ])
  expect(underPrefix('redis:7', 'mirror.example')).toBe('mirror.example/redis:7')
  expect(underPrefix('redis:7', undefined)).toBe('redis:7')
})
