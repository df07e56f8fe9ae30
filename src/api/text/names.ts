import type { ContainerSummary, ImageSummary } from '../types/index.ts'
import { splitTag } from './reference.ts'

/** The name of a listed container, without the engine's leading slash. Names that legacy links give it are left out. */
export const containerName = ({ Id, Names }: Pick<ContainerSummary, 'Id' | 'Names'>): string => {
  const names = Names.map((name) => name.replace(/^\//, ''))
  return names.find((name) => !name.includes('/')) ?? names[0] ?? Id.slice(0, 12)
}

export interface ImageName {
  /** With registry and port, where it has them. */
  readonly repository: string
  readonly tag: string
}

/** The names of a listed image as `docker images` shows them, a row for each; what there is not is `<none>`. */
export const imageNames = ({ RepoTags, RepoDigests }: Pick<ImageSummary, 'RepoTags' | 'RepoDigests'>): ImageName[] => {
  const tags = (RepoTags ?? []).filter((name) => name !== '<none>:<none>')
  if (tags.length > 0) return tags.map((name) => withTag(splitTag(name)))
  const repositories = new Set((RepoDigests ?? []).map((digest) => digest.replace(/@.*$/, '')))
  return [...(repositories.size > 0 ? repositories : [none])].map((repository) => ({ repository, tag: none }))
}

const none = '<none>'

const withTag = ({ name, tag = none }: { readonly name: string; readonly tag?: string }): ImageName => ({
  repository: name,
  tag,
})
