import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { Server } from 'node:net'
import type { TlsOptions as ServerOptions } from 'node:tls'
import { expect, test, vi } from 'vitest'
import { Engine, EngineConnectionError, EngineNotFoundError } from '../../../src/api/index.ts'
import { watchdogProgram } from '../../../src/cleanup/watchdog-program.ts'
import type { Address } from '../../../src/engine/address.ts'
import { places } from '../../../src/engine/places.ts'
import type { TlsOptions } from '../../../src/engine/tls.ts'
import { homeFolder } from '../../support/home-folder.ts'
import { selfSigned } from '../../support/self-signed.ts'
import { listening, proxyServer } from '../../support/servers.ts'
import { recordFigure } from '../soak.ts'
import { authority, type Certificate, client, expired, good, named } from './certificates.ts'

/** An engine over TLS that counts what reaches it. */
const secureEngine = async (identity: Certificate, options: ServerOptions = {}) => {
  const asked: string[] = []
  const server = createServer({ ...identity, ...options }, (request, answer) => {
    asked.push(`${request.method} ${request.url}`)
    answer.setHeader('api-version', '1.41')
    answer.end(request.url === '/_ping' ? 'OK' : request.url?.includes('/volumes') ? '{"Volumes":[]}' : '[]')
  })
  return Object.assign(await listening(server), { asked, server })
}

const askingForClients: ServerOptions = { requestCert: true, rejectUnauthorized: true, ca: authority }

interface Refusal {
  readonly title: string
  readonly identity: Certificate
  readonly options?: ServerOptions
  readonly tls: TlsOptions
  /** Of the reason, as the error says it. */
  readonly reason: RegExp
}

const refusals: readonly Refusal[] = [
  { title: 'a wrong authority', identity: selfSigned, tls: { ca: authority }, reason: /self-signed certificate/ },
  {
    title: 'another authority',
    identity: good,
    tls: { ca: selfSigned.cert },
    reason: /unable to verify|unable to get|local issuer/,
  },
  {
    title: 'no authority but the usual ones',
    identity: good,
    tls: {},
    reason: /unable to verify|unable to get|local issuer/,
  },
  { title: 'a self-signed certificate', identity: selfSigned, tls: {}, reason: /self-signed certificate/ },
  {
    title: 'a wrong name',
    identity: named,
    tls: { ca: authority },
    reason: /IP: 127\.0\.0\.1 is not in the cert|altnames/,
  },
  { title: 'an expired certificate', identity: expired, tls: { ca: authority }, reason: /certificate has expired/ },
  {
    title: 'no certificate of ours',
    identity: good,
    options: askingForClients,
    tls: { ca: authority },
    reason: /certificate required|alert|closed|ECONNRESET/i,
  },
  {
    title: 'a certificate of ours by another authority',
    identity: good,
    options: askingForClients,
    tls: { ca: authority, cert: selfSigned.cert, key: selfSigned.key },
    reason: /unknown ca|alert|closed|ECONNRESET/i,
  },
]

test.each(refusals)('$title is refused, and nothing is asked', async ({ identity, options, tls, reason }) => {
  await using server = await secureEngine(identity, options)
  const error: unknown = await Engine.connect({ host: `tcp://127.0.0.1:${server.port}`, tls }).catch(
    (why: unknown) => why,
  )
  expect(error).toBeInstanceOf(EngineConnectionError)
  expect((error as Error).message).toMatch(reason)
  expect(server.asked).toEqual([])
})

test.each(refusals)('$title is refused through a proxy too', async ({ title, identity, options, tls, reason }) => {
  await using server = await secureEngine(identity, options)
  await using proxy = await listening(proxyServer(server.port, () => {}))
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`)
  // Through a proxy the name is what we call it: it is looked up there.
  const host = title === 'a wrong name' ? 'tcp://other.example:2376' : 'tcp://engine.example:2376'
  const certificate = identity === good ? { ...server, identity: named } : { identity }
  if (identity === good) server.server.setSecureContext({ ...certificate.identity, ...options })
  const error: unknown = await Engine.connect({ host, tls }).catch((why: unknown) => why)
  vi.unstubAllEnvs()
  expect(error).toBeInstanceOf(EngineConnectionError)
  expect((error as Error).message).toMatch(title === 'a wrong name' ? /other\.example\. is not in the cert/ : reason)
  expect(server.asked).toEqual([])
})

test('the right certificates are taken, with a proxy and without', async () => {
  await using server = await secureEngine(good, askingForClients)
  const tls = { ca: authority, ...client }
  await using direct = await Engine.connect({ host: `tcp://127.0.0.1:${server.port}`, tls })
  expect(direct.apiVersion).toBe('1.41')
  await using proxy = await listening(proxyServer(server.port, () => {}))
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`)
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  server.server.setSecureContext({ ...named, ...askingForClients })
  await using byName = await Engine.connect({ host: 'tcp://engine.example:2376', tls })
  server.server.setSecureContext({ ...good, ...askingForClients })
  const byAddress: unknown = await Engine.connect({ host: 'tcp://10.1.2.3:2376', tls }).catch((why: unknown) => why)
  vi.unstubAllEnvs()
  expect(byName.apiVersion).toBe('1.41')
  expect(String(byAddress)).toMatch(/IP: 10\.1\.2\.3 is not in the cert/)
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', note)
  expect(warnings.filter(({ message }) => message.includes('TLS'))).toEqual([])
})

test('only `rejectUnauthorized: false` takes any certificate', async () => {
  for (const identity of [selfSigned, expired, named]) {
    await using server = await secureEngine(identity)
    await using engine = await Engine.connect({
      host: `tcp://127.0.0.1:${server.port}`,
      tls: { ca: authority, rejectUnauthorized: false },
    })
    expect(engine.apiVersion).toBe('1.41')
  }
})

test.each(['', '\n'])('a ca.pem that is empty is refused by its name (%j)', async (content) => {
  await using home = await homeFolder()
  await home.write('.docker/ca.pem', content)
  const env = { DOCKER_HOST: 'tcp://127.0.0.1:1', DOCKER_TLS_VERIFY: '1' }
  await expect(places({ env, home: home.path, platform: 'linux', uid: 0 })).rejects.toThrow(
    /^`.*ca\.pem` holds no certificate to verify the engine with\. Expected one in PEM\.$/,
  )
})

test.each(['garbage', selfSigned.key])('a ca.pem without a certificate verifies nobody (%#)', async (ca) => {
  await using server = await secureEngine(selfSigned)
  const connected = Engine.connect({ host: `tcp://127.0.0.1:${server.port}`, tls: { ca } })
  await expect(connected).rejects.toThrow(EngineConnectionError)
  expect(server.asked).toEqual([])
})

test.each(['1', '0', 'false', 'no'])(
  'DOCKER_TLS_VERIFY=%s verifies, as with the docker CLI',
  async (DOCKER_TLS_VERIFY) => {
    await using home = await homeFolder()
    await home.write('.docker/ca.pem', authority)
    await using server = await secureEngine(selfSigned)
    vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${server.port}`)
    vi.stubEnv('DOCKER_TLS_VERIFY', DOCKER_TLS_VERIFY)
    vi.stubEnv('DOCKER_CERT_PATH', `${home.path}/.docker`)
    // What Node takes as permission for a whole process does not reach an engine that has to be verified.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const error: unknown = await Engine.connect().catch((why: unknown) => why)
    vi.unstubAllEnvs()
    expect(error).toSatisfy((why) => why instanceof EngineConnectionError || why instanceof EngineNotFoundError)
    expect(String(error)).toMatch(/self-signed certificate/)
    expect(server.asked).toEqual([])
  },
)

/** Lets the watchdog's program ask an engine, until the first connection is over. */
const runWatchdog = async (server: Server, address: Address): Promise<void> => {
  const task = JSON.stringify({ ...address, apiVersion: '1.41', label: 'slipway.test=none' })
  const over = once(server, 'connection').then(([socket]) => once(socket, 'close'))
  const child = spawn(process.execPath, ['-e', watchdogProgram], { stdio: ['pipe', 'ignore', 'ignore'] })
  child.stdin.end(`${task}\n`)
  await over
  child.kill('SIGKILL')
}

test.each(refusals)('the watchdog refuses $title too', async ({ identity, options, tls }) => {
  await using server = await secureEngine(identity, options)
  await runWatchdog(server.server, { hostname: '127.0.0.1', port: server.port, tls, proxy: undefined })
  expect(server.asked).toEqual([])
})

test('the watchdog takes the right certificates', async () => {
  await using server = await secureEngine(good, askingForClients)
  const tls = { ca: authority, ...client }
  await runWatchdog(server.server, { hostname: '127.0.0.1', port: server.port, tls, proxy: undefined })
  expect(server.asked.length).toBeGreaterThan(0)
  await recordFigure(
    'TLS',
    `${refusals.length} ways to be refused, each directly, through a proxy and by the watchdog: 0 requests arrived`,
  )
})
