import { expect, test } from 'vitest'
import { InvalidArgumentError } from '../../../src/api/index.ts'
import { parseHost } from '../../../src/engine/address.ts'
import { environmentList } from '../../../src/spec/environment.ts'

const messageOf = (work: () => unknown): string => {
  try {
    work()
    return 'it was taken'
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidArgumentError)
    return String(error)
  }
}

test.each([
  'tcp://me:pass@host:1',
  'tcp://me:pass/word@host:1',
  'tcp://me:p@pass@host:1',
  'tcp://pass@host:99999',
  'me:pass@host:1',
  'ssh://me:pass@host',
  'ftp://me:pass@host',
  'tcp://me:%pass@[',
  'tcp://me:\npass@host:1',
])('a host is refused without its password (%j)', (host) => {
  const message = messageOf(() => parseHost(host))
  expect(message).toMatch(/^InvalidArgumentError: Engine host /)
  expect(message).not.toContain('pass@')
})

test.each(['http://me:pass@host:99999', 'http://me:pass@[', 'me:pass@:'])(
  'a proxy that is none is refused without its address (%j)',
  (HTTP_PROXY) => {
    expect(messageOf(() => parseHost('tcp://engine.example:2375', undefined, { HTTP_PROXY }))).toBe(
      'InvalidArgumentError: The proxy that HTTP_PROXY names is not usable: expected `http://name:port` or `http://user:password@name:port`, with special characters as `%40`.',
    )
  },
)

test('a part of a proxy that is no escape is taken as it is', () => {
  const { proxy } = parseHost('tcp://engine.example:2375', undefined, { HTTP_PROXY: 'http://me:100%@proxy:1' }) as {
    proxy: { authorization: string }
  }
  expect(proxy.authorization).toBe(`Basic ${Buffer.from('me:100%').toString('base64')}`)
})

test.each(['', '=', 'A=B', 'A\0', '\ud800'])('a variable named %j is refused without its value', (name) => {
  const message = messageOf(() => environmentList({ [name]: 'hidden' }))
  expect(message).toContain(`Environment variable ${JSON.stringify(name)} is not usable`)
  expect(message).not.toContain('hidden')
})

test.each(['hidden\0', 'hidden\ud83d'])('a value that no environment can hold is refused, and not shown', (value) => {
  expect(messageOf(() => environmentList({ A: value }))).toBe(
    'InvalidArgumentError: The value of environment variable `A` is not usable: it holds NUL, or half a character.',
  )
})
