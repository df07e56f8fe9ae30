import type { ContainerCreateRequest, EndpointConfig, ExecCreateRequest, Mount } from '../types/index.ts'
import { type GatedValues, since } from './gate.ts'

// Engines ignore what they do not know in a body: without these lists an older one would do something else than it was asked.

/** What a container asks for that came after API 1.40, under the names of the request. */
export const containerNeeds = ({ Healthcheck, HostConfig, NetworkingConfig }: ContainerCreateRequest): GatedValues => {
  const endpoints = Object.values(NetworkingConfig?.EndpointsConfig ?? {})
  return {
    'Healthcheck.StartInterval': since('1.44', Healthcheck?.StartInterval || undefined),
    'HostConfig.Annotations': since('1.43', HostConfig?.Annotations ?? undefined),
    'HostConfig.Umask': since('1.56', HostConfig?.Umask ?? undefined),
    'NetworkingConfig.EndpointsConfig with several networks': since('1.44', endpoints.length > 1 || undefined),
    ...endpointNeeds(endpoints),
    ...mountNeeds(HostConfig?.Mounts ?? []),
  }
}

/** What a place in a network asks for. */
export const endpointNeeds = (endpoints: readonly EndpointConfig[]): GatedValues => ({
  'EndpointConfig.MacAddress': since(
    '1.44',
    some(endpoints, ({ MacAddress }) => MacAddress),
  ),
  'EndpointConfig.GwPriority': since(
    '1.48',
    some(endpoints, ({ GwPriority }) => GwPriority),
  ),
})

/** What a command asks for. */
export const execNeeds = ({ ConsoleSize }: ExecCreateRequest): GatedValues => ({
  ConsoleSize: since('1.42', ConsoleSize),
})

const mountNeeds = (mounts: readonly Mount[]): GatedValues => ({
  'Mount of type cluster': since(
    '1.42',
    some(mounts, ({ Type }) => Type === 'cluster'),
  ),
  'Mount of type image': since(
    '1.48',
    some(mounts, ({ Type }) => Type === 'image'),
  ),
  'BindOptions.CreateMountpoint': since(
    '1.42',
    some(mounts, ({ BindOptions }) => BindOptions?.CreateMountpoint),
  ),
  'BindOptions.ReadOnlyNonRecursive': since(
    '1.44',
    some(mounts, ({ BindOptions }) => BindOptions?.ReadOnlyNonRecursive),
  ),
  'BindOptions.ReadOnlyForceRecursive': since(
    '1.44',
    some(mounts, ({ BindOptions }) => BindOptions?.ReadOnlyForceRecursive),
  ),
  'VolumeOptions.Subpath': since(
    '1.45',
    some(mounts, ({ VolumeOptions }) => VolumeOptions?.Subpath),
  ),
  'TmpfsOptions.Options': since(
    '1.46',
    some(mounts, ({ TmpfsOptions }) => TmpfsOptions?.Options),
  ),
})

const some = <T>(items: readonly T[], asks: (item: T) => unknown): true | undefined => items.some(asks) || undefined
