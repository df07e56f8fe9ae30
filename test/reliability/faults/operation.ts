/** The operation of a request: its method and path, without version and query, and with `{id}` in the place of names. */
export const operationOf = (method: string, target: string): string => {
  const [path = ''] = target.split('?')
  // Podman has some of its own for the same.
  const segments = path.replace(/^(\/v\d[\d.]*)?(\/libpod)?/, '').split('/')
  const [, group = '', second = ''] = segments
  const last = segments.at(-1) ?? ''
  if (segments.length < 3 || ofGroup.has(second)) return `${method} /${group}${second && `/${second}`}`
  // Names of images hold slashes.
  const action = segments.length > 3 && actions.has(last) ? `/${last}` : ''
  return `${method} /${group}/{id}${action}`
}

const ofGroup: ReadonlySet<string> = new Set(['create', 'json', 'prune', 'search', 'load'])

const actions: ReadonlySet<string> = new Set(
  'json start stop wait attach logs archive exec connect disconnect resize kill restart rename pause unpause top healthcheck'.split(
    ' ',
  ),
)
