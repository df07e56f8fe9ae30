import { expect, test } from 'vitest'
import { parseProperties } from '../../src/engine/testcontainers-properties.ts'

test.each([
  ['docker.host=tcp://box:2375', 'tcp://box:2375'],
  ['docker.host = tcp\\://box\\:2375 ', 'tcp://box:2375'],
  ['docker.host: tcp://box:2375', 'tcp://box:2375'],
  ['docker.host\ttcp://box:2375', 'tcp://box:2375'],
  ['  docker.host=tcp://\\\n    box:2375', 'tcp://box:2375'],
  ['docker.host=one\r\ndocker.host=two', 'two'],
  ['# docker.host=one\n! docker.host=two\\\ndocker.host=three', 'three'],
  ['docker.host=C:\\\\certs', 'C:\\certs'],
  ['docker.host=\\u00fc\\t.', 'ü\t.'],
  ['docker.host=a=b:c d', 'a=b:c d'],
  ['docker.host', ''],
  ['docker.host=ends with\\', 'ends with'],
  ['docker.host=even\\\\\nother=1', 'even\\'],
])('%j is read as Java reads it', (text, value) => {
  expect(parseProperties(text).get('docker.host')).toBe(value)
})

test('a key may hold what separates it, after a backslash', () => {
  expect(parseProperties('a\\:b\\=c\\ d=e')).toEqual(new Map([['a:b=c d', 'e']]))
})

test('empty lines and comments are nothing', () => {
  expect(parseProperties('\n  \n#\n!x=1\n').size).toBe(0)
})
