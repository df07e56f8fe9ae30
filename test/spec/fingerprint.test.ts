import { expect, test } from 'vitest'
import { differences, fingerprint, hashOf } from '../../src/spec/fingerprint.ts'

const described = {
  Image: 'redis:7',
  Cmd: ['a', 'b'],
  Env: ['PASSWORD=secret', 'EMPTY='],
  User: undefined,
  HostConfig: { Memory: 1, Tmpfs: {}, PortBindings: { '80/tcp': [{ HostPort: '' }] } },
}

test('the order in which things were said makes no difference, that of lists does', () => {
  const { HostConfig, ...rest } = described
  const { Memory, ...others } = HostConfig
  const turned = { HostConfig: { ...others, Memory }, ...rest, Env: [...described.Env].reverse() }
  expect(hashOf(fingerprint(turned))).toBe(hashOf(fingerprint(described)))
  expect(hashOf(fingerprint({ ...described, Cmd: ['b', 'a'] }))).not.toBe(hashOf(fingerprint(described)))
})

test('no value of a variable is in it', () => {
  expect(JSON.stringify(fingerprint(described))).not.toContain('secret')
})

test('what has changed is said for people, without values of variables', () => {
  const changed = {
    ...described,
    Cmd: ['a'],
    Env: ['PASSWORD=other', 'NEW=1'],
    Labels: { 'a.b': 'x' },
    HostConfig: { ...described.HostConfig, Memory: 2 },
  }
  expect(differences(fingerprint(described), fingerprint(changed))).toEqual([
    'Cmd: ["a","b"] → ["a"]',
    'Env.EMPTY: a value → none',
    'Env.NEW: none → a value',
    'Env.PASSWORD: a value → a value',
    'HostConfig.Memory: 1 → 2',
    'Labels.a.b: none → "x"',
  ])
})
