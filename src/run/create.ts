import { type Engine, NotFoundError } from '../api/index.ts'
import { createRequest } from '../spec/create-request.ts'
import type { RunContext, StartPlan } from './plan.ts'
import { pullImage } from './pull.ts'
import type { Teller } from './teller.ts'

/**
 * Creates the container, and pulls its image only if the engine says that it has none: the usual case costs one request.
 *
 * @returns its id
 */
export const createContainer = async (
  { spec, pullPolicy }: StartPlan,
  context: RunContext,
  tell: Teller,
): Promise<string> => {
  const { engine, labels, signal } = context
  const body = createRequest({ ...spec, labels: { ...labels, ...spec.labels } })
  const pull = () => pullImage(engine, spec.image, { platform: spec.platform, signal, tell })
  // Not abortable on purpose: a request that is cut off may still make a container, whose id nobody would know.
  const create = async () => (await engine.containers.create(body, { name: spec.name, platform: spec.platform })).Id
  if (pullPolicy.shouldPull()) await pull()
  try {
    return await create()
  } catch (error) {
    if (!(error instanceof NotFoundError) || (await isPresent(engine, spec.image, spec.platform))) throw error
    await pull()
    return await create()
  }
}

// With a platform of its own an image of the same name may be there for another one.
const isPresent = async (engine: Engine, image: string, platform: string | undefined): Promise<boolean> =>
  platform === undefined && engine.images.exists(image)
