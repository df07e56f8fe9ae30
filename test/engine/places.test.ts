import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Place, places } from '../../src/engine/places.ts'
import type { Surroundings } from '../../src/engine/surroundings.ts'
import { InvalidArgumentError } from '../../src/events/error.ts'
import { type HomeFolder, homeFolder } from '../support/home-folder.ts'

const find = (home: HomeFolder, env: NodeJS.ProcessEnv = {}, more: Partial<Surroundings> = {}) =>
  places({ env, home: home.path, platform: 'linux', uid: 1000, ...more })

const hostsOf = (found: readonly Place[]) => found.map(({ host }) => host)

/** As `docker context create` writes it. */
const createContext = async (home: HomeFolder, name: string, docker: object, pems: readonly string[] = []) => {
  const id = createHash('sha256').update(name).digest('hex')
  await home.write(`.docker/contexts/meta/${id}/meta.json`, { Name: name, Metadata: {}, Endpoints: { docker } })
  for (const pem of pems) await home.write(`.docker/contexts/tls/${id}/docker/${pem}.pem`, `${pem} of ${name}`)
}

test('DOCKER_HOST is the only place, whatever else is configured', async () => {
  await using home = await homeFolder()
  await home.write('.testcontainers.properties', 'docker.host=tcp://10.0.0.2:2375')
  await home.write('.docker/config.json', { currentContext: 'remote' })
  expect(await find(home, { DOCKER_HOST: 'tcp://10.0.0.1:2375', DOCKER_CONTEXT: 'other' })).toEqual([
    { host: 'tcp://10.0.0.1:2375', source: 'DOCKER_HOST', tls: undefined },
  ])
})

test.each([
  ['10.0.0.1:2375', 'tcp://10.0.0.1:2375'],
  ['[::1]:2375', 'tcp://[::1]:2375'],
  [':2375', 'tcp://localhost:2375'],
  ['tcp://', 'tcp://localhost'],
  ['tcp://:2375', 'tcp://localhost:2375'],
  ['unix://', 'unix:///var/run/docker.sock'],
  [' ssh://me@box ', 'ssh://me@box'],
])('DOCKER_HOST may be `%s`, as for the docker CLI', async (value, host) => {
  await using home = await homeFolder()
  expect(hostsOf(await find(home, { DOCKER_HOST: value }))).toEqual([host])
})

test('a DOCKER_HOST that is none is refused at once, without its password', async () => {
  await using home = await homeFolder()
  await expect(find(home, { DOCKER_HOST: 'ftp://me:hunter2@box' })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: Engine host \`ftp://…@box\` is not usable: expected \`unix:///path/to/docker.sock\`, \`npipe:////./pipe/docker_engine\`, \`tcp://name:port\` or \`ssh://user@name\`. It comes from DOCKER_HOST.]`,
  )
})

test('DOCKER_TLS_VERIFY gives a tcp host the certificates of DOCKER_CERT_PATH', async () => {
  await using home = await homeFolder()
  for (const pem of ['ca', 'cert', 'key']) await home.write(`certs/${pem}.pem`, pem)
  const env = { DOCKER_HOST: 'tcp://box:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(home.path, 'certs') }
  const [place] = await find(home, env)
  expect(place?.tls).toEqual({ ca: 'ca', cert: 'cert', key: 'key', rejectUnauthorized: true })
})

test('certificates are looked for beside the configuration of the docker CLI', async () => {
  await using home = await homeFolder()
  await home.write('cli/ca.pem', 'ca')
  const env = { DOCKER_HOST: 'tcp://box', DOCKER_TLS_VERIFY: '1', DOCKER_CONFIG: join(home.path, 'cli') }
  expect((await find(home, env))[0]?.tls).toEqual({ ca: 'ca', rejectUnauthorized: true })
})

test('DOCKER_TLS alone encrypts and believes anybody', async () => {
  await using home = await homeFolder()
  const [place] = await find(home, { DOCKER_HOST: 'tcp://box', DOCKER_TLS: '1' })
  expect(place?.tls).toEqual({ rejectUnauthorized: false })
})

test('DOCKER_TLS_VERIFY with nothing to verify with is refused', async () => {
  await using home = await homeFolder()
  const env = { DOCKER_HOST: 'tcp://box', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/no/certs' }
  await expect(find(home, env)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: DOCKER_TLS_VERIFY is set, and there is no \`/no/certs/ca.pem\` to verify the engine with. Set DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem.]`,
  )
})

test('a socket and ssh take no certificates', async () => {
  await using home = await homeFolder()
  for (const DOCKER_HOST of ['unix:///run/d.sock', 'ssh://box']) {
    const [place] = await find(home, { DOCKER_HOST, DOCKER_TLS_VERIFY: '1' })
    expect(place).toEqual({ host: DOCKER_HOST, source: 'DOCKER_HOST' })
  }
})

test('DOCKER_TLS_VERIFY without a host means the TLS port of this machine, as for the docker CLI', async () => {
  await using home = await homeFolder()
  await home.write('.docker/ca.pem', 'ca')
  expect(hostsOf(await find(home, { DOCKER_TLS_VERIFY: '1' }))).toEqual(['tcp://localhost:2376'])
})

test('DOCKER_CONTEXT comes before testcontainers and before the current context', async () => {
  await using home = await homeFolder()
  await home.write('.testcontainers.properties', 'docker.host=tcp://10.0.0.2:2375')
  await home.write('.docker/config.json', { currentContext: 'other' })
  await createContext(home, 'remote', { Host: 'ssh://me@box', SkipTLSVerify: false })
  expect(await find(home, { DOCKER_CONTEXT: 'remote' })).toEqual([
    { host: 'ssh://me@box', source: 'context `remote`, named by DOCKER_CONTEXT' },
  ])
})

test('the current context of the docker CLI is the only place, with its certificates', async () => {
  await using home = await homeFolder()
  await home.write('.docker/config.json', { currentContext: 'büro' })
  await createContext(home, 'büro', { Host: 'tcp://box:2376', SkipTLSVerify: false }, ['ca', 'cert', 'key'])
  expect(await find(home)).toEqual([
    {
      host: 'tcp://box:2376',
      source: `context \`büro\`, named by \`currentContext\` in \`${home.path}/.docker/config.json\``,
      tls: { ca: 'ca of büro', cert: 'cert of büro', key: 'key of büro', rejectUnauthorized: true },
    },
  ])
})

test('a context may take any certificate, may speak plainly, and may leave its host to the docker CLI', async () => {
  await using home = await homeFolder()
  await createContext(home, 'any', { Host: 'tcp://box:2376', SkipTLSVerify: true })
  await createContext(home, 'plain', { Host: 'tcp://box:2375', SkipTLSVerify: false })
  await createContext(home, 'empty', { SkipTLSVerify: false })
  expect((await find(home, { DOCKER_CONTEXT: 'any' }))[0]?.tls).toEqual({ rejectUnauthorized: false })
  expect((await find(home, { DOCKER_CONTEXT: 'plain' }))[0]?.tls).toBeUndefined()
  expect(hostsOf(await find(home, { DOCKER_CONTEXT: 'empty' }))).toEqual(['unix:///var/run/docker.sock'])
})

test('the context `default` means the sockets of this machine', async () => {
  await using home = await homeFolder()
  await home.write('.docker/config.json', { currentContext: 'default' })
  expect(hostsOf(await find(home))[0]).toBe('unix:///var/run/docker.sock')
  await home.write('.docker/config.json', { currentContext: 'remote' })
  expect(hostsOf(await find(home, { DOCKER_CONTEXT: 'default' }))[0]).toBe('unix:///var/run/docker.sock')
})

test('a context that does not exist is refused, with the file and those that exist', async () => {
  await using home = await homeFolder()
  await createContext(home, 'remote', { Host: 'ssh://me@box' })
  await createContext(home, 'colima', { Host: 'unix:///c.sock' })
  const error: unknown = await find(home, { DOCKER_CONTEXT: 'remotte' }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(InvalidArgumentError)
  expect(String(error).replaceAll(home.path, '/home/me')).toMatchInlineSnapshot(
    `"InvalidArgumentError: Context \`remotte\`, named by DOCKER_CONTEXT, does not exist: there is no \`/home/me/.docker/contexts/meta/df6842cead76df4df7094f59f72b60c366e51cc61ba97fb8de06af6215eb0b07/meta.json\`. There are \`default\`, \`colima\`, \`remote\`. Name one of these, or create it with \`docker context create\`."`,
  )
})

test('a context without a container engine is refused', async () => {
  await using home = await homeFolder()
  const id = createHash('sha256').update('cluster').digest('hex')
  await home.write(`.docker/contexts/meta/${id}/meta.json`, { Name: 'cluster', Endpoints: { kubernetes: {} } })
  await expect(find(home, { DOCKER_CONTEXT: 'cluster' })).rejects.toThrow(
    /^Context `cluster`, named by DOCKER_CONTEXT, is not one for a container engine: .*There are `default`, `cluster`/,
  )
})

test('a broken file of the docker CLI is named, and not quoted', async () => {
  await using home = await homeFolder()
  const file = await home.write('.docker/config.json', '{"auths":{"ghcr.io":{"auth":"aHVudGVyMg=="}}')
  const error: unknown = await find(home).catch((reason: unknown) => reason)
  expect(error).toEqual(
    new InvalidArgumentError(`\`${file}\` does not hold a JSON object. Correct it, or move it away.`),
  )
  expect(error).not.toHaveProperty('cause')
})

test('a folder in the place of a file is named', async () => {
  await using home = await homeFolder()
  await home.write('.docker/config.json/file', '')
  await expect(find(home)).rejects.toThrow(`\`${home.path}/.docker/config.json\` cannot be read (EISDIR).`)
})

test('an empty configuration of the docker CLI is none', async () => {
  await using home = await homeFolder()
  await home.write('.docker/config.json', '')
  expect(hostsOf(await find(home))[0]).toBe('unix:///var/run/docker.sock')
})

test('the host of testcontainers comes before the current context, with TLS as its file says', async () => {
  await using home = await homeFolder()
  await home.write('.docker/config.json', { currentContext: 'other' })
  await home.write('certs/ca.pem', 'ca')
  await home.write(
    '.testcontainers.properties',
    `docker.host = tcp\\://box\\:2376\ndocker.tls.verify=1\ndocker.cert.path=${home.path}/certs`,
  )
  expect(await find(home)).toEqual([
    {
      host: 'tcp://box:2376',
      source: '`docker.host` in ~/.testcontainers.properties',
      tls: { ca: 'ca', rejectUnauthorized: true },
    },
  ])
})

test('the environment decides about TLS against the file of testcontainers', async () => {
  await using home = await homeFolder()
  await home.write('.testcontainers.properties', 'docker.host=tcp://box:2376\ndocker.tls.verify=1')
  expect((await find(home, { DOCKER_TLS_VERIFY: '' }))[0]?.tls).toBeUndefined()
})

test('the host of Testcontainers Desktop is tried first, and others after it', async () => {
  await using home = await homeFolder()
  await home.write('.testcontainers.properties', 'tc.host=tcp://127.0.0.1:49152')
  const found = await find(home)
  expect(found[0]).toEqual({ host: 'tcp://127.0.0.1:49152', source: '`tc.host` in ~/.testcontainers.properties' })
  expect(found[1]?.host).toBe('unix:///var/run/docker.sock')
})
