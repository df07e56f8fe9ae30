import type { ContainerCreateRequest } from '../types/index.ts'
import { environmentOf } from './environment.ts'
import type { RunOptions } from './options.ts'
import { publishedPorts } from './port-mapping.ts'

/** The container that a run asks for, as the engine has to be asked. @throws InvalidArgumentError when a port is none */
export const runRequest = (image: string, command: readonly string[], options: RunOptions): ContainerCreateRequest => {
  const { config = {}, env, entrypoint, volumes = [], tty = config.Tty } = options
  const isRead = options.stdin !== undefined || options.join !== undefined
  const { ExposedPorts, PortBindings } = publishedPorts(options.ports ?? [])
  const anonymous = volumes.filter((volume) => !volume.includes(':')).map((target) => [target, {}])
  return {
    ...config,
    Image: image,
    Cmd: command.length > 0 ? command : config.Cmd,
    Entrypoint: typeof entrypoint === 'string' ? [entrypoint] : (entrypoint ?? config.Entrypoint),
    Env: [...(config.Env ?? []), ...environmentOf(env)],
    WorkingDir: options.workdir ?? config.WorkingDir,
    User: options.user ?? config.User,
    Hostname: options.hostname ?? config.Hostname,
    Labels: { ...config.Labels, ...options.labels },
    ExposedPorts: { ...config.ExposedPorts, ...ExposedPorts },
    Volumes: { ...config.Volumes, ...Object.fromEntries(anonymous) },
    Tty: tty,
    ...(isRead && { OpenStdin: true, StdinOnce: true, AttachStdin: true }),
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      ...config.HostConfig,
      Binds: [...(config.HostConfig?.Binds ?? []), ...volumes.filter((volume) => volume.includes(':'))],
      PortBindings: { ...config.HostConfig?.PortBindings, ...PortBindings },
      NetworkMode: options.network ?? config.HostConfig?.NetworkMode,
      Memory: options.memoryBytes ?? config.HostConfig?.Memory,
      NanoCpus: options.cpus === undefined ? config.HostConfig?.NanoCpus : Math.round(options.cpus * 1e9),
      AutoRemove: options.autoRemove ?? config.HostConfig?.AutoRemove,
    },
  }
}
