import { randomUUID } from 'node:crypto'
import type { ContainerCreateRequest, Engine } from '../../../src/api/index.ts'
import { NotFoundError } from '../../../src/api/index.ts'

export const BUSYBOX = 'busybox:latest'

/** A name that no other test has. */
export const uniqueName = (): string => `slipway-test-${randomUUID().slice(0, 8)}`

export interface TestContainer extends AsyncDisposable {
  readonly id: string
  readonly name: string
}

/** A container that goes with the test, whatever becomes of it. */
export const createContainer = async (
  engine: Engine,
  config: Partial<ContainerCreateRequest> = {},
): Promise<TestContainer> => {
  const name = uniqueName()
  const { Id } = await engine.containers.create({ Image: BUSYBOX, Cmd: ['sleep', '1000'], ...config }, { name })
  return owned({ id: Id, name }, () => removeContainer(engine, Id))
}

/** Kills and removes it, with its anonymous volumes. */
export const removeContainer = (engine: Engine, id: string): Promise<void> =>
  engine.containers.remove(id, { force: true, volumes: true })

/** The same, and it runs. */
export const startContainer = async (
  engine: Engine,
  config: Partial<ContainerCreateRequest> = {},
): Promise<TestContainer> => {
  const container = await createContainer(engine, config)
  await engine.containers.start(container.id)
  return container
}

/** Adds the removal to a resource; what is gone already is fine. */
export const owned = <T extends object>(resource: T, remove: () => Promise<unknown>): T & AsyncDisposable => ({
  ...resource,
  [Symbol.asyncDispose]: async () => {
    try {
      await remove()
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
    }
  },
})
