import { type ContainerEvent, publishContainerEvent } from '../events/channels.ts'

/** Publishes the steps of one start. */
export type Teller = (event: Omit<ContainerEvent, 'image' | 'start'>) => void

export const teller = (image: string): Teller => {
  const start = Symbol(image)
  return (event) => publishContainerEvent({ ...event, image, start })
}
