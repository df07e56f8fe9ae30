import { type Engine, NotFoundError, ProtocolError } from '../api/index.ts'
import type { ContainerSpec } from '../spec/container-spec.ts'
import { createRequest } from '../spec/create-request.ts'
import { hostEntries } from './host-access.ts'
import { makeMarked } from './make-marked.ts'
import { keyOn } from './outstanding.ts'
import type { RunContext, StartPlan } from './plan.ts'
import { pullImage } from './pull.ts'
import { pullsFirst, requirePullAllowed } from './pull-policy.ts'
import { removeContainer } from './remove.ts'
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
  const create = () =>
    makeMarked({
      make: async (mark, late) => {
        const marked = { ...body, Labels: { ...body.Labels, ...mark } }
        const options = { name: spec.name, platform: spec.platform, signal: late }
        const { Id } = await engine.containers.create(marked, options)
        if (typeof Id !== 'string' || Id === '')
          throw new ProtocolError('The engine made a container and did not say its id.')
        return Id
      },
      key: (id) => keyOn(engine, id),
      remove: (label, limit) => removeLabelled(engine, label, limit),
      signal,
    })
  if (await pullsFirst(pullPolicy, engine, spec.image)) await pull(spec.image)
  try {
    return await create()
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    const missing = await missingImages(engine, spec, signal)
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
  signal: AbortSignal | undefined,
): Promise<readonly string[]> => {
  const missing = platform === undefined && (await engine.images.exists(image, { signal })) ? [] : [image]
  for (const { kind, source } of mounts)
    if (kind === 'image' && !(await engine.images.exists(source, { signal }))) missing.push(source)
  return missing
}

const removeLabelled = async (engine: Engine, label: string, signal: AbortSignal): Promise<boolean> => {
  const found = await engine.containers.list({ all: true, filters: { label: [label] }, signal })
  for (const { Id } of found) await removeContainer(engine, Id, { signal })
  return found.length > 0
}
