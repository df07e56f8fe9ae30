import { AbstractWaitStrategy, WaitFailure, type Watch } from './strategy.ts'
import type { WaitTarget } from './target.ts'
import { lastLine } from './words.ts'

/** Waits until the engine reports the container as healthy; see Wait.forHealthCheck(). */
export class HealthCheckWait extends AbstractWaitStrategy {
  describe(): string {
    return 'its health check to pass'
  }

  async untilReady(target: WaitTarget, { signal, saw }: Watch): Promise<void> {
    if (!target.hasHealthCheck) throw new WaitFailure(noHealthCheck)
    for await (const { status, lastOutput } of target.health(signal)) {
      if (status === 'healthy') return
      if (status === 'none') throw new WaitFailure(noHealthCheck)
      if (status === 'unhealthy')
        throw new WaitFailure(`its health check says \`unhealthy\`${describeOutput(lastOutput)}`)
      saw(`${status}${describeOutput(lastOutput)}`)
    }
    throw new WaitFailure('its health reports ended', { exit: await target.exited })
  }
}

const noHealthCheck = 'it has no health check, which Wait.forHealthCheck() needs: add withHealthCheck()'

const describeOutput = (output: string | undefined): string => {
  const line = output && lastLine(output)
  return line ? `; its last probe printed \`${line}\`` : ''
}
