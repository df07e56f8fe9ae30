import type { NodePlatform } from './node.ts'
import type { Driver } from './swarm-object.ts'
import type { TaskContainerSpec } from './task-container.ts'
import type { TaskResources } from './task-resources.ts'

/** What a task runs, and where it may. One of the three: `ContainerSpec`, `PluginSpec`, `NetworkAttachmentSpec`. */
export interface TaskSpec {
  readonly ContainerSpec?: TaskContainerSpec | undefined
  /** With `Runtime` set to `plugin`, and engines that were started as experimental. */
  readonly PluginSpec?: TaskPluginSpec | undefined
  /** Answered for a container that was connected to a swarm network by hand; cannot be asked for. */
  readonly NetworkAttachmentSpec?: { readonly ContainerID: string } | undefined
  readonly Resources?: TaskResources | undefined
  readonly RestartPolicy?: TaskRestartPolicy | undefined
  readonly Placement?: Placement | undefined
  /** Any other number than before starts every task anew, with nothing else changed. @default 0 */
  readonly ForceUpdate?: number | undefined
  /** @default container */
  readonly Runtime?: 'container' | 'plugin' | 'attachment' | undefined
  readonly Networks?: readonly NetworkAttachmentConfig[] | undefined
  /** @default the swarm's, or else the engine's */
  readonly LogDriver?: Driver | undefined
}

/** A plugin to have on every node. The keys are in lower case on the wire too. */
export interface TaskPluginSpec {
  /** On the node. */
  readonly name?: string | undefined
  /** Reference to pull it by. */
  readonly remote?: string | undefined
  /** All that it asks for, as GetPluginPrivileges tells it. */
  readonly privileges?:
    | readonly {
        readonly name: string
        readonly description?: string | undefined
        readonly value: readonly string[]
      }[]
    | undefined
  /** Installed, not running. @default false */
  readonly disabled?: boolean | undefined
  /** `NAME=value` */
  readonly env?: readonly string[] | undefined
}

/** What happens when a task ends. A new one takes its place; a task itself is never started twice. */
export interface TaskRestartPolicy {
  /** Of a job, `any` is as good as `on-failure`. @default any */
  readonly Condition?: 'none' | 'on-failure' | 'any' | undefined
  /** Before the next one, ns. @default 5 s */
  readonly Delay?: number | undefined
  /** 0 is unlimited. @default 0 */
  readonly MaxAttempts?: number | undefined
  /** Time in which `MaxAttempts` are counted, ns; 0 is since ever. @default 0 */
  readonly Window?: number | undefined
}

/** Which nodes may run a task. */
export interface Placement {
  /** All must hold, with `==` or `!=`: `node.role==worker`, `node.labels.disk==ssd`, `engine.labels.os!=old`. */
  readonly Constraints?: readonly string[] | undefined
  /** Spread evenly over the values of a label, such as `node.labels.rack`; the first one counts most. */
  readonly Preferences?: readonly { readonly Spread: { readonly SpreadDescriptor: string } }[] | undefined
  /** On one node; 0 is unlimited. @default 0 */
  readonly MaxReplicas?: number | undefined
  /** What the image runs on. @default anything */
  readonly Platforms?: readonly NodePlatform[] | undefined
}

/** A network that tasks are in. */
export interface NetworkAttachmentConfig {
  /** Name or id of a swarm network; an answer has the id. */
  readonly Target: string
  /** Further names of the service in it. */
  readonly Aliases?: readonly string[] | undefined
  readonly DriverOpts?: Readonly<Record<string, string>> | undefined
}
