import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { InvalidArgumentError } from '../../src/events/error.ts'
import { CredentialHelperError } from '../../src/registry/credential-helper-error.ts'
import { cliCredentials } from '../../src/registry/credentials.ts'
import { type HomeFolder, homeFolder } from '../support/home-folder.ts'
import { credentialPrograms, keeping } from './credential-programs.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

const callsIn = async (home: HomeFolder) => (await readFile(join(home.path, 'calls'), 'utf8')).trim().split('\n')

test('without any configuration there are no credentials', async () => {
  await using home = await homeFolder()
  const credentials = cliCredentials({ env: {}, home: home.path })
  expect(await credentials.of('ghcr.io')).toBeUndefined()
  expect(await credentials.all()).toEqual({})
})

test('name and password come from `auths`, and a password may hold colons', async () => {
  await using home = await homeFolder()
  await home.write('.docker/config.json', { auths: { 'ghcr.io': { auth: base64('me:pass:word') } } })
  expect(await cliCredentials({ env: {}, home: home.path }).of('ghcr.io')).toEqual({
    username: 'me',
    password: 'pass:word',
    serveraddress: 'ghcr.io',
  })
})

test.each([
  [
    { username: 'me', password: 'p' },
    { username: 'me', password: 'p' },
  ],
  [{ registrytoken: 't' }, { registrytoken: 't' }],
  [
    { auth: base64('00000000-0000:'), identitytoken: 't' },
    { username: '00000000-0000', identitytoken: 't' },
  ],
])('an entry may be %j', async (entry, auth) => {
  await using home = await homeFolder()
  await home.write('.docker/config.json', { auths: { 'box:5000': entry } })
  const found = await cliCredentials({ env: {}, home: home.path }).of('box:5000')
  expect(found).toMatchObject({ ...auth, serveraddress: 'box:5000' })
})

test('an entry without credentials, as beside a store, is none', async () => {
  await using home = await homeFolder()
  await home.write('.docker/config.json', { auths: { 'ghcr.io': {}, 'box:5000': null } })
  const credentials = cliCredentials({ env: {}, home: home.path })
  expect(await credentials.of('ghcr.io')).toBeUndefined()
  expect(await credentials.all()).toEqual({})
})

test.each(['https://ghcr.io', 'https://ghcr.io/v1/', 'ghcr.io/v2', 'http://ghcr.io'])(
  'an older key such as `%s` is the same registry',
  async (key) => {
    await using home = await homeFolder()
    await home.write('.docker/config.json', { auths: { [key]: { auth: base64('me:p') } } })
    expect(await cliCredentials({ env: {}, home: home.path }).of('ghcr.io')).toMatchObject({ username: 'me' })
  },
)

test('the exact key of a registry comes before an older one', async () => {
  await using home = await homeFolder()
  const auths = {
    'https://index.docker.io/v1/access-token': { auth: base64('me:token') },
    'https://index.docker.io/v1/': { auth: base64('me:p') },
  }
  await home.write('.docker/config.json', { auths })
  const hub = { username: 'me', password: 'p', serveraddress: 'https://index.docker.io/v1/' }
  const credentials = cliCredentials({ env: {}, home: home.path })
  expect(await credentials.of('docker.io')).toEqual(hub)
  expect(await credentials.of('https://index.docker.io/v1/')).toEqual(hub)
  expect(await credentials.all()).toEqual({ 'https://index.docker.io/v1/': hub })
})

test('the configuration is where DOCKER_CONFIG says, and is read anew each time', async () => {
  await using home = await homeFolder()
  const credentials = cliCredentials({ env: { DOCKER_CONFIG: join(home.path, 'cli') }, home: '/nowhere' })
  expect(await credentials.of('ghcr.io')).toBeUndefined()
  await home.write('cli/config.json', { auths: { 'ghcr.io': { auth: base64('me:p') } } })
  expect(await credentials.of('ghcr.io')).toMatchObject({ username: 'me' })
})

test('DOCKER_AUTH_CONFIG comes first, and leaves other registries to the file', async () => {
  await using home = await homeFolder()
  const auths = { 'ghcr.io': { auth: base64('file:p') }, 'box:5000': { auth: base64('file:p') } }
  await home.write('.docker/config.json', { auths })
  const env = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'ghcr.io': { auth: base64('env:p') } } }) }
  const credentials = cliCredentials({ env, home: home.path })
  expect(await credentials.of('ghcr.io')).toMatchObject({ username: 'env' })
  expect(await credentials.of('box:5000')).toMatchObject({ username: 'file' })
  expect(await credentials.all()).toMatchObject({ 'ghcr.io': { username: 'env' }, 'box:5000': { username: 'file' } })
})

test('the helper of a registry comes before the store, and the store before `auths`', async () => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, {
    one: keeping({ 'ghcr.io': ['by-helper', 's'] }),
    all: keeping({ 'ghcr.io': ['by-store', 's'], 'box:5000': ['by-store', 's'] }),
  })
  const auths = Object.fromEntries(['ghcr.io', 'box:5000', 'quay.io'].map((host) => [host, { auth: base64('file:p') }]))
  await home.write('.docker/config.json', { auths, credsStore: 'all', credHelpers: { 'ghcr.io': 'one' } })
  const credentials = cliCredentials({ env, home: home.path })
  expect(await credentials.of('ghcr.io')).toMatchObject({ username: 'by-helper' })
  expect(await credentials.of('box:5000')).toMatchObject({ username: 'by-store' })
  expect(await credentials.of('quay.io')).toMatchObject({ username: 'file' })
})

test('a helper is asked for Docker Hub by its old address, and its token is an identity token', async () => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, { hub: keeping({ 'https://index.docker.io/v1/': ['<token>', 'jwt'] }) })
  await home.write('.docker/config.json', { credHelpers: { 'docker.io': 'hub' } })
  expect(await cliCredentials({ env, home: home.path }).of('docker.io')).toEqual({
    identitytoken: 'jwt',
    serveraddress: 'https://index.docker.io/v1/',
  })
})

test('an empty helper takes a registry out of the store', async () => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, { all: keeping({ 'ghcr.io': ['by-store', 's'] }) })
  await home.write('.docker/config.json', { credsStore: 'all', credHelpers: { 'ghcr.io': '' } })
  expect(await cliCredentials({ env, home: home.path }).of('ghcr.io')).toBeUndefined()
})

test('twenty look-ups at once ask the helper once', async () => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, { all: `sleep 0.5${keeping({ 'ghcr.io': ['me', 's'] })}` })
  await home.write('.docker/config.json', { credsStore: 'all' })
  const credentials = cliCredentials({ env, home: home.path })
  const found = await Promise.all(Array.from({ length: 20 }, () => credentials.of('ghcr.io')))
  expect(new Set(found.map((auth) => auth?.username))).toEqual(new Set(['me']))
  expect(await callsIn(home)).toEqual(['get ghcr.io'])
  await credentials.of('ghcr.io')
  expect(await callsIn(home)).toHaveLength(2)
})

test('all credentials are those of the store, the helpers and the file together', async () => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, {
    all: keeping({
      'https://index.docker.io/v1/': ['hub', 's'],
      'https://box:5000': ['no', 's'],
      'box:5000': ['box', 's'],
    }),
    one: keeping({ 'ghcr.io': ['ghcr', 's'] }),
  })
  const auths = { 'quay.io': { auth: base64('quay:p') }, 'https://index.docker.io/v1/': {} }
  await home.write('.docker/config.json', { auths, credsStore: 'all', credHelpers: { 'ghcr.io': 'one' } })
  const all = await cliCredentials({ env, home: home.path }).all()
  expect(
    Object.entries(all)
      .map(([host, { username }]) => `${host} ${username}`)
      .sort(),
  ).toEqual(['box:5000 box', 'ghcr.io ghcr', 'https://index.docker.io/v1/ hub', 'quay.io quay'])
})

test('a registry whose helper fails is left out of all credentials, and no other', async () => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, {
    broken: 'echo locked; exit 3',
    one: keeping({ 'ghcr.io': ['me', 's'] }),
  })
  const credHelpers = { 'ghcr.io': 'one', 'box:5000': 'broken', 'quay.io': 'missing' }
  await home.write('.docker/config.json', { credsStore: 'broken', credHelpers })
  expect(Object.keys(await cliCredentials({ env, home: home.path }).all())).toEqual(['ghcr.io'])
})

test('an `auth` that is no base64 of name and password is refused without being quoted', async () => {
  await using home = await homeFolder()
  for (const auth of [base64('hunter2'), base64(':hunter2'), '%hunter2%', 5]) {
    const auths = { 'ghcr.io': { auth }, 'box:5000': { auth: base64('me:p') } }
    await home.write('.docker/config.json', { auths })
    const credentials = cliCredentials({ env: {}, home: home.path })
    await expect(credentials.of('ghcr.io')).rejects.toEqual(
      new InvalidArgumentError(
        `\`auth\` of \`ghcr.io\` in \`${home.path}/.docker/config.json\` is not base64 of \`name:password\`. Make it anew with \`docker login ghcr.io\`.`,
      ),
    )
    expect(Object.keys(await credentials.all())).toEqual(['box:5000'])
  }
})

test.each(['{"auths":{"ghcr.io":{"auth":"aHVudGVyMg=="}}', '["hunter2"]', '"hunter2"'])(
  'a configuration that is not a JSON object is named, not quoted: %s',
  async (text) => {
    await using home = await homeFolder()
    const file = await home.write('.docker/config.json', text)
    const byFile: unknown = await cliCredentials({ env: {}, home: home.path })
      .of('x.io')
      .catch((error: unknown) => error)
    expect(byFile).toEqual(
      new InvalidArgumentError(`\`${file}\` does not hold a JSON object. Correct it, or move it away.`),
    )
    const env = { DOCKER_AUTH_CONFIG: text }
    const byVariable: unknown = await cliCredentials({ env, home: '/nowhere' })
      .all()
      .catch((error: unknown) => error)
    expect(byVariable).toEqual(
      new InvalidArgumentError('DOCKER_AUTH_CONFIG does not hold a JSON object. Correct it, or move it away.'),
    )
    expect(byVariable).not.toHaveProperty('cause')
  },
)

test('an abort ends a look-up with its reason, and does not disturb another one', async () => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, { all: `sleep 0.3${keeping({ 'ghcr.io': ['me', 's'] })}` })
  await home.write('.docker/config.json', { credsStore: 'all' })
  const credentials = cliCredentials({ env, home: home.path })
  const stop = new AbortController()
  const aborted = credentials.of('ghcr.io', { signal: stop.signal })
  const other = credentials.of('ghcr.io')
  setTimeout(() => stop.abort(new Error('never mind')), 50)
  await expect(aborted).rejects.toThrow('never mind')
  expect(await other).toMatchObject({ username: 'me' })
  await expect(credentials.all({ signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop')
})

test('no error of a look-up holds a secret', async () => {
  await using home = await homeFolder()
  const secret = 'hunter2'
  const answer = JSON.stringify({ ServerURL: 'x', Username: 'me', Secret: secret })
  const env = await credentialPrograms(home, {
    fails: `echo '${answer}'; exit 1`,
    half: `echo '${answer.slice(0, -1)}'`,
    other: `echo '{"secret":"${secret}"}'`,
    killed: `echo '${answer}'; kill -9 $$`,
    slow: `echo '${answer}'; sleep 5`,
  })
  const names = ['fails', 'half', 'other', 'killed', 'slow']
  await home.write('.docker/config.json', {
    credHelpers: Object.fromEntries(names.map((name) => [`${name}.io`, name])),
  })
  const credentials = cliCredentials({ env, home: home.path, helperTimeoutMs: 500 })
  for (const name of names) {
    const error: unknown = await credentials.of(`${name}.io`).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(CredentialHelperError)
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(secret)
  }
})
