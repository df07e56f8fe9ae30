import { expect, test } from 'vitest'
import { GenericContainer } from '../../src/container/generic-container.ts'
import type { PortWithOptionalBinding } from '../../src/spec/ports.ts'
import { Wait } from '../../src/wait/wait.ts'

/** A custom container that looks at what its users asked for. */
class CustomContainer extends GenericContainer {
  asked() {
    const { imageName, environment, exposedPorts, networkMode, networkAliases, healthCheck } = this
    const { startupTimeoutMs, waitStrategy } = this
    return {
      imageName: imageName.string,
      environment,
      exposedPorts,
      networkMode,
      networkAliases,
      healthCheck,
      startupTimeoutMs,
      waitStrategy,
    }
  }

  has(port: PortWithOptionalBinding): boolean {
    return this.hasExposedPort(port)
  }

  waitFor(strategy: ReturnType<typeof Wait.forListeningPorts>): this {
    this.waitStrategy = strategy
    return this
  }

  planned() {
    return this.plan()
  }
}

test('a custom container reads what was asked for', () => {
  const healthCheck = { test: ['CMD', 'true'] } as const
  const waitStrategy = Wait.forListeningPorts()
  const container = new CustomContainer('ghcr.io/owner/app:1')
    .withEnvironment({ A: '1' })
    .withEnvironment({ B: '2' })
    .withExposedPorts(80, '53/udp', { container: 443, host: 8443 })
    .withNetwork({ getName: () => 'front' })
    .withNetworkAliases('app')
    .withHealthCheck(healthCheck)
    .withStartupTimeout(5_000)
    .withWaitStrategy(waitStrategy)
  expect(container.asked()).toEqual({
    imageName: 'ghcr.io/owner/app:1',
    environment: { A: '1', B: '2' },
    exposedPorts: [80, '53/udp', { container: 443, host: 8443, protocol: 'tcp' }],
    networkMode: 'front',
    networkAliases: ['app'],
    healthCheck,
    startupTimeoutMs: 5_000,
    waitStrategy,
  })
})

test('what was not asked for is empty or undefined', () => {
  expect(new CustomContainer('busybox').asked()).toEqual({
    imageName: 'busybox:latest',
    environment: {},
    exposedPorts: [],
    networkMode: undefined,
    networkAliases: [],
    healthCheck: undefined,
    startupTimeoutMs: undefined,
    waitStrategy: undefined,
  })
})

test('a port is exposed in whatever form it is asked for, and only with its protocol', () => {
  const container = new CustomContainer('busybox').withExposedPorts(80, { container: 53, host: 5353, protocol: 'udp' })
  const exposed: PortWithOptionalBinding[] = [80, '80/tcp', '53/udp', { container: 53, host: 1, protocol: 'udp' }]
  const others: PortWithOptionalBinding[] = [81, '80/udp', 53]
  expect(exposed.filter((port) => !container.has(port))).toEqual([])
  expect(others.filter((port) => container.has(port))).toEqual([])
})

test('a wait strategy that a custom container assigns is that of the start', () => {
  const strategy = Wait.forListeningPorts()
  expect(new CustomContainer('busybox').waitFor(strategy).planned().waitStrategy).toBe(strategy)
})
