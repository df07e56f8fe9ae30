/**
 * The host of the registry that an image comes from; `docker.io` where its name has none.
 *
 * @param reference such as `redis:7`, `owner/app` or `ghcr.io/owner/app@sha256:…`
 */
export const registryOf = (reference: string): string => {
  const slash = reference.indexOf('/')
  const first = slash < 0 ? '' : reference.slice(0, slash)
  // `owner/app` is of Docker Hub: only what no owner can be named is a host.
  return first === 'localhost' || /[.:]/.test(first) ? registryHost(first) : dockerHub
}

/** The host of a registry from any of the ways to write it: `ghcr.io`, `https://ghcr.io/v2/`, `index.docker.io`. */
export const registryHost = (address: string): string => {
  const [host = ''] = address.replace(/^[a-z]+:\/\//i, '').split('/')
  return host === 'index.docker.io' ? dockerHub : host
}

/** What a registry is called where credentials are kept: its host, except for Docker Hub. */
export const serverAddress = (host: string): string => (host === dockerHub ? 'https://index.docker.io/v1/' : host)

const dockerHub = 'docker.io'
