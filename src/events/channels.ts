import { type Channel, channel } from 'node:diagnostics_channel'

/** What happens to one container from `start()` until it is ready, or has failed. */
export interface ContainerEvent {
  readonly step: 'pulling' | 'pulled' | 'created' | 'started' | 'ready' | 'failed' | 'reused' | 'replaced'
  /** As the user named it. */
  readonly image: string
  /** From `created` on. */
  readonly containerId?: string
  /** Share of the image's bytes that has arrived, 0 to 1, while `pulling` and where the engine tells. */
  readonly pulledShare?: number
  /** Of the container that is `replaced`, what has changed since it was made. */
  readonly differences?: readonly string[]
  /** The same for all events of one start. */
  readonly start: symbol
}

/** Publishes a ContainerEvent for each step of each container; subscribe with node:diagnostics_channel. */
export const containerChannel: Channel = channel('slipway:container')

/** Tells subscribers; costs nothing while there are none. */
export const publishContainerEvent = (event: ContainerEvent): void => {
  if (containerChannel.hasSubscribers) containerChannel.publish(event)
}
