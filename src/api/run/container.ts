import type { Containers } from '../containers.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import type { Images } from '../images.ts'
import type { RunOptions } from './options.ts'
import { runRequest } from './request.ts'

/** What it takes of an engine to make containers. */
export interface ContainerMaker {
  readonly containers: Containers
  readonly images: Images
}

/**
 * Creates a container, and pulls its image where it has to.
 *
 * @returns its id; also after an abort, for the caller to remove it
 */
export const createContainer = async (
  maker: ContainerMaker,
  image: string,
  command: readonly string[],
  options: RunOptions,
): Promise<string> => {
  const { containers, images } = maker
  const { name, platform, pull = 'missing', auth, signal } = options
  signal?.throwIfAborted()
  const request = runRequest(image, command, options)
  const fetch = () => images.pull(image, { platform, auth, signal })
  const create = () => untilGivenUp(maker, containers.create(request, { name, platform }), signal)
  if (pull === 'always') await fetch()
  try {
    return await create()
  } catch (error) {
    if (pull !== 'missing' || !(error instanceof NotFoundError)) throw error
    // With a platform of its own, an image of the same name may be there for another one.
    if (platform === undefined && (await images.exists(image, { signal }))) throw error
    await fetch()
    return await create()
  }
}

/** Kills and removes a container with its anonymous volumes. One that is gone, or is going, is fine. */
export const removeContainer = async ({ containers }: ContainerMaker, id: string): Promise<void> => {
  const signal = AbortSignal.timeout(removalMs)
  try {
    await containers.remove(id, { force: true, volumes: true, signal })
  } catch (error) {
    if (error instanceof ConflictError) await untilGone(containers, id, signal)
    else if (!(error instanceof NotFoundError)) throw error
  }
}

// The engine removes it itself at this moment.
const untilGone = async (containers: Containers, id: string, signal: AbortSignal): Promise<void> => {
  try {
    await containers.wait(id, { condition: 'removed', signal })
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
  }
}

// An engine that says nothing at all must not hold up a caller who has an error to see.
const removalMs = 60_000
const answerMs = 10_000

/**
 * The request is not cut off by the signal: the engine may make the container all the same, and only its answer has the id.
 * After an abort the answer is waited for, but not for ever; if it comes after that, the container is removed.
 */
const untilGivenUp = async (
  maker: ContainerMaker,
  creation: ReturnType<Containers['create']>,
  signal: AbortSignal | undefined,
): Promise<string> => {
  let giveUp = () => {}
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = () => {
      const timer = setTimeout(() => reject(signal?.reason), answerMs)
      creation.finally(() => clearTimeout(timer)).catch(() => {})
    }
    signal?.addEventListener('abort', giveUp, { once: true })
  })
  try {
    return (await Promise.race([creation, givenUp])).Id
  } catch (error) {
    creation.then(({ Id }) => removeContainer(maker, Id)).catch(() => {})
    throw error
  } finally {
    signal?.removeEventListener('abort', giveUp)
  }
}
