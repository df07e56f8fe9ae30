import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { selfSigned } from '../../support/self-signed.ts'
import { cachePath } from '../cache.ts'
import type { Recipe } from '../images/recipe.ts'
import type { EnsureToolsOptions } from '../packages.ts'
import { ensureRegistries } from '../registry.ts'
import { startNested } from './nested-engine.ts'
import type { RunningEngine } from './running-engine.ts'

export interface DockerOptions {
  readonly name: string
  readonly image: Recipe
  /** Binary that takes the place of the image's own. */
  readonly dockerd?: string
  /** More lines of the script that ends in dockerd. */
  readonly before?: string
  /** Give tests the TLS address, not the socket. @default false */
  readonly tls?: boolean
}

/** Starts a Docker engine in a container: on a socket, and with TLS on a port of its own network. */
export const startDocker = async (
  { name, image, dockerd, before = '', tls = false }: DockerOptions,
  options: EnsureToolsOptions,
): Promise<RunningEngine> => {
  const { open } = await ensureRegistries(options)
  const certificates = await writeCertificates()
  const engine = await startNested(
    {
      name,
      image,
      script: `${before}${script}`,
      args: [`--registry-mirror=http://${open}`],
      binds: [
        `${certificates}:/certificates:ro`,
        ...(dockerd === undefined ? [] : [`${dockerd}:/usr/sbin/dockerd:ro`]),
      ],
    },
    options,
  )
  if (!tls) return engine
  const env = {
    ...engine.env,
    DOCKER_HOST: `tcp://127.0.0.1:${TLS_PORT}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: certificates,
  }
  return { ...engine, env }
}

const TLS_PORT = 2376

const script = `
rm -f /run/docker.pid /run/docker/containerd/*.pid
exec dockerd -H unix:///run/docker.sock -H unix:///engine/engine.sock -H tcp://127.0.0.1:${TLS_PORT} --tlsverify \\
  --tlscacert=/certificates/ca.pem --tlscert=/certificates/cert.pem --tlskey=/certificates/key.pem "$@"
`

// One certificate is authority, server and client: what is tested is the road, not the authority.
const writeCertificates = async () => {
  const folder = cachePath('engines', 'certificates')
  await mkdir(folder, { recursive: true })
  const files = { 'ca.pem': selfSigned.cert, 'cert.pem': selfSigned.cert, 'key.pem': selfSigned.key }
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text, { mode: 0o600 })
  return folder
}
