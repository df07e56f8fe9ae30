import type { ContainerCreateRequest } from '../api/index.ts'

/**
 * What is asked of the engine beyond the setters, in its own words. As an object: its fields replace those there were, `Labels` and
 * `HostConfig` field by field. As a function: what it returns is sent.
 */
export type RequestPatch =
  | Partial<Omit<ContainerCreateRequest, 'Image'>>
  | ((request: ContainerCreateRequest) => ContainerCreateRequest)

/** The request with a patch applied. */
export const patched = (request: ContainerCreateRequest, patch: RequestPatch): ContainerCreateRequest =>
  typeof patch === 'function'
    ? patch(request)
    : {
        ...request,
        ...patch,
        Labels: { ...request.Labels, ...patch.Labels },
        HostConfig: { ...request.HostConfig, ...patch.HostConfig },
      }
