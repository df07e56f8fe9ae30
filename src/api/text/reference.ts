export interface Reference {
  /** With registry and port, where it has them. */
  readonly name: string
  readonly tag?: string
}

/** Takes the tag off an image reference. A port is no tag, and neither is a digest. */
export const splitTag = (reference: string): Reference => {
  const [, name = reference, tag] = /^(.*):([^:/@]+)$/.exec(reference) ?? []
  return tag === undefined || name.includes('@') ? { name: reference } : { name, tag }
}

/** The reference as the engine has to be asked for one image: a name alone would mean all of its tags. */
export const withDefaultTag = (reference: string): string =>
  reference.includes('@') || splitTag(reference).tag ? reference : `${reference}:latest`
