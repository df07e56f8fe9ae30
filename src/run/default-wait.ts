import type { ContainerInspect } from '../api/index.ts'
import type { WaitStrategy } from '../wait/strategy.ts'
import { Wait } from '../wait/wait.ts'

/** What a container is waited for when the user said nothing: its health check if it has one, else its published ports. */
export const defaultWaitStrategy = (inspected: ContainerInspect): WaitStrategy =>
  hasHealthCheck(inspected) ? Wait.forHealthCheck() : Wait.forListeningPorts()

/** Whether the image or the user gave it a health check that runs. */
export const hasHealthCheck = ({ Config }: ContainerInspect): boolean => {
  const [kind] = Config.Healthcheck?.Test ?? []
  return kind !== undefined && kind !== 'NONE'
}
