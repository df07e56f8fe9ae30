import { StartupError } from '../wait/startup-error.ts'
import { bringUp } from './bring-up.ts'
import { checkSources, copyInto } from './copy.ts'
import { createContainer } from './create.ts'
import { joinNetworks } from './join-networks.ts'
import type { RunContext, StartPlan } from './plan.ts'
import type { Running } from './ready-run.ts'
import { removeContainer } from './remove.ts'
import { teller } from './teller.ts'
import { undo } from './undo.ts'

/**
 * Brings a container up: create (pulling what is missing), copy, start, wait until ready. What fails or is aborted is undone.
 *
 * @throws StartupError when it was created and did not become ready
 * @throws ImagePullError when the image is not to be had
 * @throws ConflictError when the name is in use
 */
export const startContainer = async (plan: StartPlan, context: RunContext): Promise<Running> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(plan, context)
    } catch (error) {
      if (!(error instanceof StartupError) || attempt >= plan.startupAttempts) throw error
    }
  }
}

const startOnce = async (plan: StartPlan, context: RunContext): Promise<Running> => {
  const { engine, signal } = context
  const { copies, copyOptions } = plan.spec
  const tell = teller(plan.spec.image)
  signal?.throwIfAborted()
  await checkSources(copies)
  let containerId: string | undefined
  try {
    containerId = await createContainer(plan, context, tell)
    tell({ step: 'created', containerId })
    signal?.throwIfAborted()
    await joinNetworks(engine, containerId, plan.spec, signal)
    await plan.hooks.created?.(containerId)
    await copyInto(engine, containerId, copies, copyOptions, signal)
    const started = { step: 'started', containerId } as const
    const running = await bringUp(containerId, plan, context, () => tell(started))
    tell({ step: 'ready', containerId })
    return running
  } catch (error) {
    tell({ step: 'failed', ...(containerId === undefined ? {} : { containerId }) })
    const id = containerId
    const remove = plan.hooks.undo ?? ((made, limit) => removeContainer(engine, made, { signal: limit }))
    if (id !== undefined) await undo((limit) => remove(id, limit))
    throw error
  }
}
