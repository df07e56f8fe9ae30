import { InvalidArgumentError } from '../events/error.ts'

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
