import { registryOf } from '../../../src/registry/registry-of.ts'

/** The short form in which an engine lists a name: with a tag, without the Hub's own address. */
export const fullName = (name: string): string => {
  const short = name.replace(/^(docker\.io|index\.docker\.io)\//, '').replace(/^library\//, '')
  return /:[^/]*$/.test(short) ? short : `${short}:latest`
}

/** Repository and tag of a name. */
export const splitName = (name: string): { readonly repo: string; readonly tag: string } => {
  const full = fullName(name)
  const colon = full.lastIndexOf(':')
  return { repo: full.slice(0, colon), tag: full.slice(colon + 1) }
}

/** Whether a name is one of the Hub, and none of another registry: only the Hub has mirrors. */
export const isOfHub = (name: string): boolean => registryOf(name) === 'docker.io'

/** Repository of a name in a mirror of the Hub, where images without an owner belong to `library`. */
export const mirroredRepo = (name: string): string => {
  const { repo } = splitName(name)
  return repo.includes('/') ? repo : `library/${repo}`
}
