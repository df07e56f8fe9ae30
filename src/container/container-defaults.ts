import type { ContainerSpec } from '../spec/container-spec.ts'
import { exposedPort, type PortWithOptionalBinding } from '../spec/ports.ts'
import type { WaitStrategy } from '../wait/strategy.ts'
import type { Environment } from './test-container.ts'

/** What a ready-made container brings along; what the user asks for goes before it, but for the environment that the module itself needs. */
export interface ContainerDefaults {
  readonly ports?: readonly PortWithOptionalBinding[]
  readonly env?: Environment
  readonly command?: readonly string[]
  readonly waitStrategy?: WaitStrategy
  readonly startupTimeoutMs?: number
}

/** The specification with the defaults filled in. */
export const withDefaults = (
  spec: ContainerSpec,
  { ports = [], env = {}, command }: ContainerDefaults,
): ContainerSpec => {
  const own = ports
    .map(exposedPort)
    .filter(
      (port) => !spec.ports.some((given) => given.container === port.container && given.protocol === port.protocol),
    )
  const chosen = spec.command ?? command
  return {
    ...spec,
    ports: [...own, ...spec.ports],
    env: { ...spec.env, ...env },
    ...(chosen && { command: chosen }),
  }
}
