import { InvalidArgumentError } from '../events/error.ts'

/** The name of an image, taken apart. */
export class ImageName {
  /** Host of the registry, where the name has one: `ghcr.io`, `localhost:5000`. */
  readonly registry: string | undefined
  /** Without registry, tag and digest: `redis`, `owner/app`. */
  readonly image: string
  readonly tag: string
  /** Such as `sha256:…`; the engine then goes by it, and not by the tag. */
  readonly digest: string | undefined
  /** The whole name, as the engine takes it. */
  readonly string: string

  constructor(registry: string | undefined, image: string, tag: string, digest?: string) {
    this.registry = registry
    this.image = image
    this.tag = tag
    this.digest = digest
    this.string = isImageId(image) ? image : `${registry ? `${registry}/` : ''}${image}${suffix(tag, digest)}`
  }

  /**
   * Takes a name apart. A name without a tag has the tag `latest`.
   *
   * @throws InvalidArgumentError when it cannot be one
   */
  static fromString(string: string): ImageName {
    if (isImageId(requireImageName(string))) return new ImageName(undefined, string, 'latest')
    const [name = '', digest] = string.split('@')
    const registry = registryIn(name)
    const [, image = '', tag = 'latest'] =
      /^(.*?)(?::([^:/]*))?$/.exec(name.slice(registry ? registry.length + 1 : 0)) ?? []
    return new ImageName(registry, image, tag, digest)
  }

  /** Whether both mean the same image by all of their parts. */
  equals(other: ImageName): boolean {
    const { registry, image, tag, digest } = this
    return registry === other.registry && image === other.image && tag === other.tag && digest === other.digest
  }
}

/**
 * Checks what can be seen from here: that a name could be one. Whether the image exists is the registry's to say.
 *
 * @throws InvalidArgumentError when it is empty or holds what no image name holds
 */
export const requireImageName = (image: string): string => {
  if (typeof image === 'string' && /^[\w.-]+(?::\d+)?[\w./:@-]*$/.test(image)) return image
  throw new InvalidArgumentError(
    `\`${image}\` is not an image name: expected one such as \`redis:7\` or \`ghcr.io/owner/name@sha256:…\`.`,
  )
}

/** The image of Docker Hub as a mirror has it: `redis:7` becomes `mirror.example/hub/redis:7`. Ids and names with a registry stay. */
export const underPrefix = (image: string, prefix: string | undefined): string =>
  !prefix || isImageId(image) || registryIn(image) ? image : `${prefix.replace(/\/$/, '')}/${image}`

// `owner/app` is of Docker Hub: only what no owner can be named is a host.
const registryIn = (name: string): string | undefined => {
  const [first = ''] = name.split('/', 1)
  return first !== name && (first === 'localhost' || /[.:]/.test(first)) ? first : undefined
}

// Registries allow no image whose whole name is 64 hexadecimal digits.
const isImageId = (image: string): boolean => /^(?:sha256:)?[\da-f]{64}$/.test(image)

const suffix = (tag: string, digest: string | undefined): string => {
  if (digest === undefined) return `:${tag}`
  return tag === 'latest' ? `@${digest}` : `:${tag}@${digest}`
}
