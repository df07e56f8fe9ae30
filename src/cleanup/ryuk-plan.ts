import { isIP } from 'node:net'
import type { Engine, RunDetachedOptions } from '../api/index.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { ownSettings, type RyukOptions } from '../run/settings.ts'

/** How Ryuk is to run for an engine; undefined where it is not wanted. What the settings say comes before the variables. */
export const ryukPlan = (
  engine: Pick<Engine, 'address' | 'kind'>,
  env: NodeJS.ProcessEnv = process.env,
): RyukPlan | undefined => {
  const setting = ownSettings().ryuk ?? (isRemote(engine.address) && env.TESTCONTAINERS_RYUK_DISABLED !== 'true')
  if (!setting) return undefined
  const options = setting === true ? {} : setting
  const socket = options.socketPath ?? (env.TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE || socketOf(engine))
  return {
    image: options.image ?? (env.RYUK_CONTAINER_IMAGE || 'testcontainers/ryuk:0.14.0'),
    run: {
      ports: [`0.0.0.0:${hostPort(options, env)}:${ryukPort}`],
      volumes: [`${socket}:/var/run/docker.sock`],
      env: environment(options, env),
      autoRemove: true,
      config: {
        HostConfig: {
          Privileged: options.privileged ?? env.TESTCONTAINERS_RYUK_PRIVILEGED === 'true',
          // SELinux would keep it from the socket.
          SecurityOpt: ['label=disable'],
        },
      },
    },
  }
}

export interface RyukPlan {
  readonly image: string
  readonly run: RunDetachedOptions
}

/** Where Ryuk listens in its container. */
export const ryukPort = 8080

const isRemote = (address: Engine['address']): boolean => {
  if ('socketPath' in address) return false
  return 'sshHost' in address || !isLoopback(address.hostname)
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '::1' || (isIP(hostname) === 4 && hostname.startsWith('127.'))

// A virtual machine has its engine's socket at the usual place, whatever it is called here.
const socketOf = ({ address, kind }: Pick<Engine, 'address' | 'kind'>): string => {
  if ('socketPath' in address && process.platform === 'linux' && !address.socketPath.includes('/.docker/')) {
    return address.socketPath
  }
  return kind === 'podman' ? '/run/podman/podman.sock' : '/var/run/docker.sock'
}

const hostPort = ({ port }: RyukOptions, env: NodeJS.ProcessEnv): string => {
  const text = port === undefined ? (env.TESTCONTAINERS_RYUK_PORT ?? '') : String(port)
  if (/^\d*$/.test(text) && Number(text) < 65_536) return text
  throw new InvalidArgumentError(
    `The port of Ryuk is \`${text}\`: expected a number below 65536 as \`ryuk.port\` of configure(), or in TESTCONTAINERS_RYUK_PORT.`,
  )
}

const environment = (options: RyukOptions, env: NodeJS.ProcessEnv): Readonly<Record<string, string>> => {
  const verbose = options.verbose === undefined ? env.TESTCONTAINERS_RYUK_VERBOSE : String(options.verbose)
  const { reconnectionTimeoutMs } = options
  const timeout =
    reconnectionTimeoutMs === undefined ? env.TESTCONTAINERS_RYUK_RECONNECTION_TIMEOUT : `${reconnectionTimeoutMs}ms`
  return {
    ...(verbose && { RYUK_VERBOSE: verbose }),
    ...(timeout && { RYUK_RECONNECTION_TIMEOUT: timeout }),
  }
}
