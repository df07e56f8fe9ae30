// Does everything that can fail with credentials in its hands, and writes whatever it then has: for canaries.engine.test.ts.
import { subscribe } from 'node:diagnostics_channel'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { type AuthConfig, cliCredentials, Engine, type RegistryCredentials } from '../../../src/api/index.ts'
import { parseHost } from '../../../src/engine/address.ts'
import { places } from '../../../src/engine/places.ts'
import { GenericContainer, Wait } from '../../../src/index.ts'
import { MinioContainer } from '../../../src/modules/minio.ts'
import { MySqlContainer } from '../../../src/modules/mysql.ts'
import { OpenSearchContainer } from '../../../src/modules/opensearch.ts'
import { tarOf } from '../../api/support/tar.ts'
import { isSoak } from '../soak.ts'

const { canary, guarded, key } = (await json(process.stdin)) as Record<'canary' | 'guarded' | 'key', string>

const write = (what: unknown): void => {
  console.log(
    inspect(what, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxArrayLength: null, maxStringLength: null }),
  )
}

const seen = new Set<string>()

/** An operation that has to fail; all that its error says, in every way to say it. */
const failing = async (name: string, operation: () => unknown): Promise<void> => {
  try {
    await operation()
    console.log(`NOT FAILED: ${name}`)
  } catch (error) {
    console.log(`FAILED: ${name}: ${String(error)}`)
    write(error)
    if (error instanceof Error) console.log(error.stack, error.toString())
    console.log(asJson(error))
    console.log(asJson(Object.getOwnPropertyDescriptors(error)))
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      console.log(String(cause), asJson(cause), cause.stack)
    seen.add(name)
  }
}

const asJson = (value: unknown): string | undefined => {
  const parents: unknown[] = []
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return inner
    if (parents.includes(inner)) return 'again'
    parents.push(inner)
    return inner
  })
}

/** What is told of something without an error. */
const told = (name: string, what: unknown): void => {
  console.log(name)
  write(what)
  console.log(asJson(what), String(what))
}

process.env.DEBUG = 'testcontainers*'
process.on('warning', write)
subscribe('slipway:container', write)
for (const name of ['client:connectError', 'request:create', 'request:error']) subscribe(`undici:${name}`, () => {})

const home = await mkdtemp(join(tmpdir(), 'slipway-canary-'))
await mkdir(join(home, '.docker'))
await mkdir(join(home, 'bin'))
const helper = (name: string, script: string) =>
  writeFile(join(home, 'bin', `docker-credential-${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
const configured = async (config: object, env: NodeJS.ProcessEnv = {}): Promise<RegistryCredentials> => {
  await writeFile(join(home, '.docker', 'config.json'), JSON.stringify(config))
  return cliCredentials({ env: { PATH: `${join(home, 'bin')}:${process.env.PATH}`, HOME: home, ...env }, home })
}

const answer = JSON.stringify({ ServerURL: guarded, Username: 'me', Secret: canary })
await helper('good', `cat > /dev/null; echo '${answer}'`)
await helper('token', `cat > /dev/null; echo '${answer.replace('"me"', '"<token>"')}'`)
await helper('broken', `cat > /dev/null; echo '${answer.slice(0, -2)}'`)
await helper('failing', `cat > /dev/null; echo '${answer}'; exit 3`)

const image = `${guarded}/library/slipway-nobody-has-this:1`
const basic = (password: string): string => Buffer.from(`me:${password}`).toString('base64')

const withRegistry = async (): Promise<void> => {
  const kept: Readonly<Record<string, readonly [object, NodeJS.ProcessEnv?]>> = {
    'auth in the file': [{ auths: { [guarded]: { auth: basic(canary) } } }],
    'name and password in the file': [{ auths: { [guarded]: { username: 'me', password: canary } } }],
    'identity token in the file': [{ auths: { [guarded]: { auth: basic('x'), identitytoken: canary } } }],
    'registry token in the file': [{ auths: { [guarded]: { registrytoken: canary } } }],
    'auth that is none': [{ auths: { [guarded]: { auth: `${canary}!` } } }],
    DOCKER_AUTH_CONFIG: [{}, { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [guarded]: { auth: basic(canary) } } }) }],
    'DOCKER_AUTH_CONFIG that is no JSON': [{}, { DOCKER_AUTH_CONFIG: `{"auths": "${canary}` }],
    ...Object.fromEntries(
      ['good', 'token', 'broken', 'failing'].map((name) => [
        `helper ${name}`,
        [{ credHelpers: { [guarded]: name } }] as const,
      ]),
    ),
  }
  const tried = isSoak
    ? Object.entries(kept)
    : Object.entries(kept).filter(([name]) => /^(?:auth in|helper good)/.test(name))
  for (const [name, [config, env]] of tried) {
    await using engine = await Engine.connect({ credentials: await configured(config, env) })
    await failing(`pull with ${name}`, () => engine.images.pull(image))
    await engine.images.tag('busybox', { repo: image.slice(0, -2), tag: '1' })
    await failing(`push with ${name}`, () => engine.images.push(image))
    await engine.images.remove(image)
    await failing(`build with ${name}`, () => engine.build(tarOf({ Dockerfile: `FROM ${image}\n` })))
    await failing(`classic build with ${name}`, () =>
      engine.build(tarOf({ Dockerfile: `FROM ${image}\n` }), { builder: 'classic' }),
    )
    await failing(`distribution with ${name}`, () => engine.distribution.inspect(image))
  }
  await using engine = await Engine.connect()
  const given: readonly AuthConfig[] = [
    { username: 'me', password: canary, serveraddress: guarded },
    { identitytoken: canary, serveraddress: guarded },
    { registrytoken: canary },
  ]
  for (const auth of given) {
    const [name] = Object.keys(auth)
    await failing(`pull with a given ${name}`, () => engine.images.pull(image, { auth }))
    await failing(`build with a given ${name}`, () =>
      engine.build(tarOf({ Dockerfile: `FROM ${image}\n` }), { auth: { [guarded]: auth } }),
    )
  }
  await failing('login', () =>
    engine.system.auth({ username: 'me', password: canary, serveraddress: `http://${guarded}` }),
  )
}

const withBuilds = async (): Promise<void> => {
  await using engine = await Engine.connect()
  const failingStep = tarOf({ Dockerfile: 'FROM busybox\nRUN --mount=type=secret,id=pw echo at work && exit 3\n' })
  await failing('build with a secret', () => engine.build(failingStep, { secrets: { pw: canary } }))
  await failing('build with a secret that is too long', () =>
    engine.build(failingStep, { secrets: { pw: canary.repeat(50_000) } }),
  )
  await failing('build with a secret for the classic builder', () =>
    engine.build(failingStep, { secrets: { pw: canary }, builder: 'classic' }),
  )
  await failing('build of a remote with a password', () =>
    engine.images.build(undefined, { remote: `http://me:${canary}@127.0.0.1:1/x.git#main`, registryAuth: {} }),
  )
  await failing('a secret of a swarm that is none', () => engine.secrets.create({ Name: 'x', Data: basic(canary) }))
}

const withHosts = async (): Promise<void> => {
  const hosts = [
    `tcp://me:${canary}@127.0.0.1:1`,
    `tcp://me:${canary}/x@127.0.0.1:1`,
    `tcp://me:${canary}@b@127.0.0.1:1`,
    `tcp://${canary}@127.0.0.1:99999`,
    `me:${canary}@127.0.0.1:1`,
    `ssh://me:${canary}@nowhere.invalid`,
    `ftp://me:${canary}@nowhere.invalid`,
    `tcp://me:%${canary}@[`,
  ]
  for (const host of hosts) {
    await failing(`connect to ${hosts.indexOf(host)}`, () => Engine.connect({ host }))
    await failing(`look for ${hosts.indexOf(host)}`, () =>
      places({ env: { DOCKER_HOST: host }, home, platform: 'linux', uid: 0 }),
    )
    await writeFile(join(home, '.testcontainers.properties'), `docker.host=${host}\n`)
    await failing(`look in the properties for ${hosts.indexOf(host)}`, () =>
      places({ env: {}, home, platform: 'linux', uid: 0 }),
    )
  }
  for (const proxy of [`http://me:${canary}@127.0.0.1:99999`, `http://me:${canary}@[`, `me:${canary}@:`])
    await failing('a proxy that is none', () =>
      parseHost('tcp://engine.invalid:2375', undefined, { HTTP_PROXY: proxy }),
    )

  const refusing = createServer().on('connect', (_, socket) => socket.end('HTTP/1.1 407 no\r\n\r\n'))
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
  const address = refusing.address()
  const port = typeof address === 'object' ? address?.port : 0
  for (const proxyPort of [port, 1]) {
    process.env.HTTP_PROXY = process.env.HTTPS_PROXY = `http://me:${canary}@127.0.0.1:${proxyPort}`
    await failing('a proxy that refuses', () => Engine.connect({ host: 'tcp://engine.invalid:2375' }))
    await failing('a proxy that refuses TLS', () => Engine.connect({ host: 'tcp://engine.invalid:2376', tls: { key } }))
    delete process.env.HTTP_PROXY
    delete process.env.HTTPS_PROXY
  }
  refusing.close()
  const bad = `-----BEGIN PRIVATE KEY-----\n${basic(canary)}\n-----END PRIVATE KEY-----\n`
  for (const tls of [
    { key: bad },
    { key: bad, cert: bad },
    { ca: bad },
    { key: canary },
    { cert: canary },
    { ca: canary },
  ])
    await failing('TLS with what is no key', () => Engine.connect({ host: 'tcp://127.0.0.1:1', tls }))
}

const withContainers = async (): Promise<void> => {
  const secret = { PASSWORD: canary }
  const box = () => new GenericContainer('busybox').withEnvironment(secret)
  await failing('a command that is not there', () => box().withCommand(['/no/such']).start())
  await failing('a container that exits', () =>
    box().withCommand(['sh', '-c', 'echo bye; exit 3']).withWaitStrategy(Wait.forLogMessage('never')).start(),
  )
  await failing('a wait that ends', () =>
    box().withCommand(['sleep', '100']).withWaitStrategy(Wait.forLogMessage('never')).withStartupTimeout(500).start(),
  )
  await failing('a wait for HTTP with a password', () =>
    box()
      .withCommand(['nc', '-lk', '-p', '80', '-e', 'true'])
      .withExposedPorts(80)
      .withWaitStrategy(Wait.forHttp('/x', 80).withBasicCredentials('me', canary).withHeaders({ 'x-token': canary }))
      .withStartupTimeout(1500)
      .start(),
  )
  await failing('a health check that fails', () =>
    box()
      .withCommand(['sleep', '100'])
      .withHealthCheck({ test: ['CMD-SHELL', 'exit 1'], interval: 100, retries: 1 })
      .withWaitStrategy(Wait.forHealthCheck())
      .start(),
  )
  await failing('an image that is not there', () => new GenericContainer(image).withEnvironment(secret).start())
  for (const name of ['', '=', 'A=B', 'A\0B'])
    await failing(`a variable named ${JSON.stringify(name)}`, () =>
      box()
        .withEnvironment({ [name]: canary })
        .start(),
    )
  await failing('a variable with NUL', () =>
    box()
      .withEnvironment({ A: `${canary}\0` })
      .start(),
  )
  await failing('a mount that is none', () =>
    box()
      .withBindMounts([{ source: '/no/such/folder', target: '/x:y' }])
      .start(),
  )
  await failing('a user who is not there', () => box().withUser('nobody-has-this').start())
  await failing('copied content to nowhere', () =>
    box()
      .withCopyContentToContainer([{ content: canary, target: '/etc/passwd/x' }])
      .start(),
  )
  await using container = await box().withCommand(['sleep', '100']).start()
  await failing('a file that is not there', () => container.readFile('/no/such'))
  await failing('a command with a secret', async () => {
    const { exitCode } = await container.exec(['/no/such'], { env: { ...secret } })
    throw new Error(`exit code ${exitCode}`)
  })
  told('the handle:', container)
  told('the builder:', box())
  await new Promise<void>((resolve) => {
    // Nothing else would keep it alive.
    const alive = setInterval(() => {}, 1000)
    process.once('SIGUSR2', () => {
      clearInterval(alive)
      resolve()
    })
    console.log('READY')
  })
}

// Any image will do: what is told of a module and of what it has started does not depend on the server.
const withModules = async (): Promise<void> => {
  const mysql = () => new MySqlContainer('busybox').withUserPassword(canary).withRootPassword(canary)
  const minio = () => new MinioContainer('busybox').withPassword(canary)
  const openSearch = () => new OpenSearchContainer('busybox').withPassword(`${canary}-A1`)
  for (const module of [mysql(), minio(), openSearch()]) {
    told('the module:', module)
    await failing(`${module.constructor.name} that exits`, () => module.withCommand(['false']).start())
  }
  const idle = ['sleep', '1000']
  const isThere = Wait.forSuccessfulCommand('true')
  await using database = await mysql().withCommand(idle).withWaitStrategy(isThere).start()
  await using store = await minio().withCommand(idle).withWaitStrategy(isThere).start()
  await using node = await openSearch().withCommand(idle).withWaitStrategy(isThere).start()
  for (const started of [database, store, node]) told('the started module:', started)
  await failing('a query of a server that is not there', () => database.executeQuery('SELECT 1'))
}

await withRegistry()
await withBuilds()
await withHosts()
await withModules()
const engine = await Engine.connect({
  credentials: await configured({ auths: { [guarded]: { auth: basic(canary) } } }),
})
told('the engine:', engine)
await engine.close()
await withContainers()
await rm(home, { recursive: true })
console.log(`OPERATIONS: ${seen.size}`)
