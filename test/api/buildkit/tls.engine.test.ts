import { createServer as createTlsServer } from 'node:tls'
import { expect } from 'vitest'
import { Engine } from '../../../src/api/index.ts'
import { selfSigned } from '../../support/self-signed.ts'
import { listening, toEngine } from '../../support/servers.ts'
import { testBuildKit } from '../support/buildkit.ts'
import { buildOf } from '../support/builds.ts'

testBuildKit('a build asks back over TLS too, as often as it likes', async () => {
  const { key, cert } = selfSigned
  await using road = await listening(createTlsServer({ key, cert }, toEngine))
  const relayed = { host: `tcp://localhost:${road.port}`, tls: { ca: cert } }
  // An engine that is behind TLS itself needs no relay.
  await using engine = await Engine.connect(process.env.DOCKER_HOST?.startsWith('unix:') ? relayed : {})
  const mounts = Array.from({ length: 20 }, (_, index) => `--mount=type=secret,id=s${index}`).join(' ')
  const files = { Dockerfile: `FROM busybox\nRUN ${mounts} : ${Date.now()} && cat /run/secrets/s* | wc -c\n` }
  const secrets = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`s${index}`, 'x'.repeat(100_000)]))
  await using built = await buildOf(engine, files, { secrets })
  expect(built.lines).toEqual(['2000000'])
})
