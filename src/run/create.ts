import { type Engine, NotFoundError } from '../api/index.ts'
import type { ContainerSpec } from '../spec/container-spec.ts'
import { createRequest } from '../spec/create-request.ts'
import { hostEntries } from './host-access.ts'
import type { RunContext, StartPlan } from './plan.ts'
import { pullImage } from './pull.ts'
import { pullsFirst, requirePullAllowed } from './pull-policy.ts'
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
  const extraHosts = [...spec.extraHosts, ...(await hostEntries(engine, spec))]
  const body = createRequest({ ...spec, extraHosts, labels: { ...labels, ...spec.labels } }, engine.kind)
  const pull = (image: string) => pullImage(engine, image, { platform: spec.platform, signal, tell })
  // Not abortable on purpose: a request that is cut off may still make a container, whose id nobody would know.
  const create = async () => (await engine.containers.create(body, { name: spec.name, platform: spec.platform })).Id
  if (await pullsFirst(pullPolicy, engine, spec.image)) await pull(spec.image)
  try {
    return await create()
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    const missing = await missingImages(engine, spec)
    if (missing.length === 0) throw error
    for (const image of missing) requirePullAllowed(pullPolicy, image)
    for (const image of missing) await pull(image)
    return await create()
  }
}

// With a platform of its own an image of the same name may be there for another one.
const missingImages = async (
  engine: Engine,
  { image, platform, mounts }: ContainerSpec,
): Promise<readonly string[]> => {
  const missing = platform === undefined && (await engine.images.exists(image)) ? [] : [image]
  for (const { kind, source } of mounts)
    if (kind === 'image' && !(await engine.images.exists(source))) missing.push(source)
  return missing
}
