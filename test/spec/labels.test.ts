import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testcontainersLabels } from '../../src/spec/labels.ts'

test('the version in the labels is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(testcontainersLabels('some-id')).toEqual({
    'org.testcontainers': 'true',
    'org.testcontainers.lang': 'node',
    'org.testcontainers.version': version,
    'org.testcontainers.session-id': 'some-id',
  })
})
