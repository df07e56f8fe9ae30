import { execFileSync } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliCredentials, InvalidArgumentError, type SlipwayError } from '../../../src/api/index.ts'
import { places } from '../../../src/engine/places.ts'
import { fakeEngine } from '../../api/support/fake-engine.ts'
import { credentialPrograms } from '../../registry/credential-programs.ts'
import { type HomeFolder, homeFolder } from '../../support/home-folder.ts'
import { recordFigure } from '../soak.ts'

/** The CLI names the folder of the context `far` so. */
const contextFolder = '512eea46ceb3921dff4363c7069d89d4964d1d9fccaa0f411851a7aa60a5c868'

type Use = (home: HomeFolder, env: NodeJS.ProcessEnv) => Promise<unknown>

const find: Use = ({ path: home }, env) => places({ env, home, platform: 'linux', uid: 1000 })
const credentials: Use = (home, env) => cliCredentials({ env, home: home.path }).of('ghcr.io')
const build: Use = async (home) => {
  await using fake = await fakeEngine((request, response) => {
    request.resume()
    response.writeHead(500).end('{"message":"it was sent"}')
  })
  return await fake.engine.build(home.path, { builder: 'buildkit', auth: {} })
}

/** Each file that is read, by its path below the user's folder, and what reads it. */
const files: Readonly<Record<string, readonly [path: string, use: Use, env?: NodeJS.ProcessEnv]>> = {
  'config.json for its context': ['.docker/config.json', find],
  'config.json for credentials': ['.docker/config.json', credentials],
  'the meta.json of a context': [`.docker/contexts/meta/${contextFolder}/meta.json`, find, { DOCKER_CONTEXT: 'far' }],
  'the key of a context': [`.docker/contexts/tls/${contextFolder}/docker/key.pem`, find, { DOCKER_CONTEXT: 'far' }],
  'the file of testcontainers': ['.testcontainers.properties', find],
  'ca.pem': ['.docker/ca.pem', find, { DOCKER_HOST: 'tcp://127.0.0.1:1', DOCKER_TLS_VERIFY: '1' }],
  'a Dockerfile': ['Dockerfile', build],
  '.dockerignore': ['.dockerignore', build],
  'rules beside a Dockerfile': ['Dockerfile.dockerignore', build],
}

/** What something takes of time, and of memory on top of what was there. */
const measured = async (work: () => Promise<unknown>) => {
  // The first time loads what it needs, and other programs may take turns.
  const attempts = [await measuredOnce(work), await measuredOnce(work), await measuredOnce(work)]
  return attempts.reduce((best, attempt) => (attempt.ms < best.ms ? attempt : best))
}

const measuredOnce = async (work: () => Promise<unknown>) => {
  const before = process.memoryUsage()
  const started = performance.now()
  const end: unknown = await work().catch((reason: unknown) => reason)
  const ms = performance.now() - started
  const after = process.memoryUsage()
  return { end, ms, bytes: after.heapUsed + after.external - before.heapUsed - before.external }
}

const homeWith = async (path: string): Promise<{ readonly home: HomeFolder; readonly file: string }> => {
  const home = await homeFolder()
  await home.write(`.docker/contexts/meta/${contextFolder}/meta.json`, {
    Name: 'far',
    Endpoints: { docker: { Host: 'tcp://127.0.0.1:1' } },
  })
  await home.write('Dockerfile', 'FROM scratch\n')
  return { home, file: await home.write(path, '') }
}

const hugeBytes = 50 * 1024 * 1024
const limits = { ms: 200, bytes: 64 * 1024 * 1024 }

/** Of all files, to write down. */
const worst = { ms: 0, bytes: 0 }

const expectRefusal = ({ end, ms, bytes }: Awaited<ReturnType<typeof measured>>, name: string) => {
  expect(end).toBeInstanceOf(InvalidArgumentError)
  expect((end as SlipwayError).message).toContain(name)
  expect((end as SlipwayError).message.length).toBeLessThan(1000)
  expect(ms).toBeLessThan(limits.ms)
  expect(bytes).toBeLessThan(limits.bytes)
  worst.ms = Math.max(worst.ms, ms)
  worst.bytes = Math.max(worst.bytes, bytes)
}

test.each(Object.entries(files))('%s of 50 MB is refused at once, by its name', async (_, [path, use, env = {}]) => {
  const { home, file } = await homeWith(path)
  await using _home = home
  const handle = await open(file, 'w')
  await handle.write(Buffer.alloc(2 << 20, '[a: '))
  await handle.truncate(hugeBytes)
  await handle.close()
  expectRefusal(await measured(() => use(home, env)), path.split('/').at(-1) ?? '')
})

test.each(Object.entries(files).filter(([, [, use]]) => use !== build))(
  '%s that is a pipe on which nobody writes does not hold us up',
  async (_, [path, use, env = {}]) => {
    const { home, file } = await homeWith(path)
    await using _home = home
    execFileSync('sh', ['-c', 'rm "$0"; mkfifo "$0"', file])
    const { ms } = await measured(() => use(home, env))
    expect(ms).toBeLessThan(limits.ms)
  },
)

const malformed: Readonly<Record<string, string>> = {
  'no JSON': '{"auths": {"ghcr.io": {"auth": "c2VjcmV0Om5hbWU="}',
  'a list': '[1]',
  'a text': '"x"',
  'a NUL': '\0',
  'brackets without end': '['.repeat(500_000),
  'objects without end': '{"a":'.repeat(100_000),
  'bytes that are no text': '\ufffd\ud83d',
}

test.each(Object.entries(malformed))('%s in place of a configuration is refused by its name', async (_, text) => {
  for (const [path, use, env = {}] of Object.values(files).filter(([name]) => name.endsWith('.json'))) {
    const { home } = await homeWith(path)
    await using _home = home
    await home.write(path, text)
    expectRefusal(await measured(() => use(home, env)), path.split('/').at(-1) ?? '')
  }
  const { home } = await homeWith('.docker/config.json')
  await using _home = home
  expectRefusal(await measured(() => credentials(home, { DOCKER_AUTH_CONFIG: text })), 'DOCKER_AUTH_CONFIG')
})

test('DOCKER_AUTH_CONFIG of 50 MB is refused at once, by its name', async () => {
  const { home } = await homeWith('.docker/config.json')
  await using _home = home
  const env = { DOCKER_AUTH_CONFIG: '['.repeat(hugeBytes) }
  expectRefusal(await measured(() => credentials(home, env)), 'DOCKER_AUTH_CONFIG')
})

test.each(['', ' >&2'])('a credential helper that answers without end is stopped (`yes%s`)', async (road) => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, { test: `echo $$ > "$HOME/pid"; exec yes '{"Username":"me"}'${road}` })
  await home.write('.docker/config.json', { credsStore: 'test' })
  const { end, bytes } = await measured(() => cliCredentials({ env, home: home.path }).of('ghcr.io'))
  expect(end).toMatchObject({
    code: 'CREDENTIAL_HELPER',
    message: expect.stringContaining('answered more than 1048576 bytes'),
  })
  expect(bytes).toBeLessThan(limits.bytes)
  const pid = Number(execFileSync('cat', [join(home.path, 'pid')]).toString())
  await expect.poll(() => isRunning(pid)).toBe(false)
  expect(await cliCredentials({ env, home: home.path }).all()).toEqual({})
})

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('keys that are names of every object are keys like others', async () => {
  await using home = await homeFolder()
  const auth = Buffer.from('me:secret').toString('base64')
  for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    await home.write(
      '.docker/config.json',
      `{"auths":{"${key}":{"auth":"${auth}"}},"${key}":{"currentContext":"evil"}}`,
    )
    const { of, all } = cliCredentials({ env: {}, home: home.path })
    expect(await of('ghcr.io')).toBeUndefined()
    expect(await of(key)).toMatchObject({ username: 'me', password: 'secret' })
    expect(Object.entries(await all())).toMatchObject([[key, { username: 'me' }]])
    await expect(find(home, {})).resolves.not.toEqual([])
  }
  const polluted = JSON.stringify({ __proto__: null }).replace(
    '{',
    `{"__proto__":{"auths":{"ghcr.io":{"auth":"${auth}"}}}`,
  )
  await home.write('.docker/config.json', polluted)
  expect(await cliCredentials({ env: {}, home: home.path }).of('ghcr.io')).toBeUndefined()
  expect({}).not.toHaveProperty('auths')
  expect({}).not.toHaveProperty('username')
})

test('a line of backslashes is read in no time', async () => {
  await using home = await homeFolder()
  await home.write('.testcontainers.properties', `${'\\'.repeat(200_000)}x\ndocker.host=unix:///x`)
  const { end, ms } = await measured(() => find(home, {}))
  expect(end).toMatchObject([{ host: 'unix:///x' }])
  expect(ms).toBeLessThan(limits.ms)
})

const manyWildcards: Readonly<Record<string, string>> = {
  'a rule with a few `*`': 'a*a*a*a*a*a*a*b',
  'a rule with thousands of `*`': `${'a*'.repeat(32_000)}b`,
  'a rule with thousands of `**`': `${'**a'.repeat(21_000)}?`,
  'a rule of nothing but `*`': `${'*'.repeat(65_000)}b`,
  'brackets without end': `*${'[[:'.repeat(20_000)}`,
  'thousands of `..`': `${'a/'.repeat(16_000)}${'../'.repeat(10_000)}b`,
  'thousands of short rules': Array.from({ length: 9_000 }, () => '**/*a?*').join('\n'),
}

test.each(Object.entries(manyWildcards))('%s in .dockerignore takes no time with a long name', async (_, rules) => {
  await using home = await homeFolder()
  await using fake = await fakeEngine((request, response) => {
    request.resume()
    response.writeHead(500).end('{"message":"it was sent"}')
  })
  await home.write('.dockerignore', rules)
  await home.write('Dockerfile', 'FROM scratch\n')
  await home.write(`${'a'.repeat(250)}c`, '')
  const options = { builder: 'buildkit', auth: {} } as const
  const { end, ms } = await measured(() => fake.engine.build(home.path, options).catch((reason: unknown) => reason))
  expect(end).toMatchObject({ message: expect.stringMatching(/it was sent|malformed/) })
  expect(ms).toBeLessThan(5_000)
})

test('what it took is written down', async () => {
  await recordFigure(
    'files of 50 MB, malformed ones and pipes',
    `all refused by name; the worst took ${worst.ms.toFixed(0)} ms and ${(worst.bytes / 2 ** 20).toFixed(1)} MiB`,
  )
})
