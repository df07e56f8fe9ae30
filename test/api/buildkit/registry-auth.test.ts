import { expect, test } from 'vitest'
import { protobuf } from '../../../src/api/buildkit/protobuf.ts'
import { registryAuthService } from '../../../src/api/buildkit/registry-auth.ts'
import type { AuthConfig } from '../../../src/api/index.ts'
import { callMethod } from './calls.ts'

const known: Readonly<Record<string, AuthConfig>> = {
  'r.example:5000': { username: 'jane', password: 'pässword' },
  'docker.io': { username: 'hub', password: 'secret' },
  'token.example': { username: 'ignored', identitytoken: 'long-token' },
}

const ask = async (host: string) => {
  const methods = registryAuthService(async (asked) => known[asked])
  const [answer] = await callMethod(methods['/moby.filesync.v1.Auth/Credentials'], [protobuf({ 1: host })])
  return [answer?.text(1), answer?.text(2)]
}

test.each([
  ['a registry that is known', 'r.example:5000', ['jane', 'pässword']],
  ['Docker Hub, by the name of its server', 'registry-1.docker.io', ['hub', 'secret']],
  ['one with a token, which has no name', 'token.example', ['', 'long-token']],
  ['a stranger', 'other.example', ['', '']],
])('%s is answered', async (_, host, expected) => {
  expect(await ask(host)).toEqual(expected)
})
