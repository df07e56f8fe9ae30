import { expect, test } from 'vitest'
import { containerName, imageNames } from '../../../src/api/index.ts'

const Id = '4f1c2d9e0b7a6c5d4e3f2a1b'

test.each([
  [['/web'], 'web'],
  [['/app/db', '/db'], 'db'],
  [[], '4f1c2d9e0b7a'],
])('the name in %j is %s', (Names, name) => {
  expect(containerName({ Id, Names })).toBe(name)
})

test.each([
  [['mysql:9', 'mysql:latest'], null, ['mysql:9', 'mysql:latest']],
  [['registry.example:5000/owner/app:1'], null, ['registry.example:5000/owner/app:1']],
  [[], ['app@sha256:0a', 'app@sha256:0b', 'other@sha256:0c'], ['app:<none>', 'other:<none>']],
  [['<none>:<none>'], ['<none>@<none>'], ['<none>:<none>']],
  [null, null, ['<none>:<none>']],
])('the rows of an image with %j and %j are %j', (RepoTags, RepoDigests, rows) => {
  expect(imageNames({ RepoTags, RepoDigests }).map(({ repository, tag }) => `${repository}:${tag}`)).toEqual(rows)
})
