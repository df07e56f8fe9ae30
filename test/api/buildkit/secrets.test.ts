import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { protobuf } from '../../../src/api/buildkit/protobuf.ts'
import { type BuildSecret, readSecrets, secretsHost, secretsService } from '../../../src/api/buildkit/secrets.ts'
import { InvalidArgumentError } from '../../../src/api/index.ts'
import { callMethod } from './calls.ts'

const fileWith = async (content: string | Uint8Array): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-secret-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'secret')
  await writeFile(file, content)
  return file
}

const variable = (value: string): string => {
  const name = `SLIPWAY_TEST_${process.pid}`
  process.env[name] = value
  onTestFinished(() => {
    delete process.env[name]
  })
  return name
}

test('a secret is a text, bytes, a file or a variable', async () => {
  const bytes = Uint8Array.of(0, 255, 10)
  const file = await fileWith(bytes)
  const values = await readSecrets({ text: 'größer', bytes, file: { file }, env: { env: variable('from env') } })
  expect(Object.fromEntries([...values].map(([id, value]) => [id, Buffer.from(value).toString('latin1')]))).toEqual({
    text: Buffer.from('größer').toString('latin1'),
    bytes: '\u0000\u00ff\n',
    file: '\u0000\u00ff\n',
    env: 'from env',
  })
})

const wrong: readonly (readonly [string, BuildSecret, string])[] = [
  [
    'a file that is missing',
    { file: '/nowhere/secret' },
    'Build secret `tok` has no value: file `/nowhere/secret` cannot be read (ENOENT).',
  ],
  [
    'a variable that is not set',
    { env: 'SLIPWAY_NOT_SET' },
    'Build secret `tok` has no value: variable `SLIPWAY_NOT_SET` is not set.',
  ],
  [
    'one that is too long',
    'x'.repeat(512_001),
    "Build secret `tok` has 512001 bytes. Expected 512000 at most, BuildKit's limit.",
  ],
]

test.each(wrong)('%s is an InvalidArgumentError', async (_, secret, message) => {
  const error: unknown = await readSecrets({ tok: secret }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(InvalidArgumentError)
  expect(error).toMatchObject({ message })
})

test('a secret is handed out by its id, and one that nobody gave is not found', async () => {
  const methods = secretsService(await readSecrets({ tok: 's3cret' }))
  const ask = (id: string) => callMethod(methods['/moby.buildkit.secrets.v1.Secrets/GetSecret'], [protobuf({ 1: id })])
  expect((await ask('tok')).map((answer) => answer.text(1))).toEqual(['s3cret'])
  await expect(ask('HTTP_AUTH_TOKEN_build-context-1')).rejects.toMatchObject({ status: 5 })
  await expect(ask('constructor')).rejects.toMatchObject({ status: 5 })
})

const hostOf = async (secrets: Readonly<Record<string, BuildSecret>>) => secretsHost(await readSecrets(secrets))

test('the host of the same secrets is the same in every process, whatever their order', async () => {
  expect(await hostOf({ a: '1', b: '2' })).toMatchInlineSnapshot(`"slipway-secrets-acc5a5e1:0.0.0.0"`)
  expect(await hostOf({ b: '2', a: '1' })).toBe(await hostOf({ a: '1', b: '2' }))
})

test('another value, another id and other bounds give another host', async () => {
  const hosts = await Promise.all(
    [{ a: '1' }, { a: '2' }, { b: '1' }, { a: '1', b: '' }, { a1: '' }, { a: 'b1' }, { ab: '1' }].map(hostOf),
  )
  expect(new Set(hosts).size).toBe(hosts.length)
  for (const host of hosts) expect(host).toMatch(/^slipway-secrets-[0-9a-f]{8}:0\.0\.0\.0$/)
})
