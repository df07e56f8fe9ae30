import type { Engine } from '../api/index.ts'
import type { StartedTestContainer } from '../container/test-container.ts'
import { defaultEngine } from '../run/default-engine.ts'
import { hostName } from '../run/host-access.ts'
import { exposeHostPorts, roadOf } from './host-ports.ts'

/** What concerns all containers that this process has on an engine. */
export interface ContainersOfEngine {
  /**
   * Leads ports of this machine to containers: what listens at port 8080 of localhost here, they reach at
   * `host.testcontainers.internal:8080`. Containers that run already reach it too: see `hostAddress()`.
   *
   * Where the engine is on this machine, a relay listens at the address of the engine's bridge; where it runs in Docker Desktop or OrbStack
   * nothing is needed; elsewhere a small container of `alpine/socat` (or of `TESTCONTAINERS_SOCAT_IMAGE`) carries the connections here.
   * A network without a way out reaches this machine only by the latter.
   *
   * @throws InvalidArgumentError when a port is not one, before anything is opened
   * @throws SlipwayError with code `HOST_PORT_NOT_EXPOSED` when one cannot be opened
   */
  exposeHostPorts(...ports: number[]): Promise<void>

  /**
   * The address of this machine for a container that runs already, with the exposed ports behind it; where the container has a shell and
   * its root may write, the name `host.testcontainers.internal` stands for it from now on.
   */
  hostAddress(container: StartedTestContainer): Promise<string>
}

/** The same for the engine that is found by default, and by `withEngine()` for another one. */
export interface TestContainers extends ContainersOfEngine {
  /** For containers that were started `withEngine(engine)`, or by `connect()`. */
  withEngine(engine: Engine): ContainersOfEngine
}

const on = (engine: () => Promise<Engine>): ContainersOfEngine => ({
  exposeHostPorts: async (...ports) => exposeHostPorts(await engine(), ports),
  hostAddress: async (container) => {
    const road = await roadOf(await engine())
    const address = await road.addressIn(container.getNetworkNames()[0])
    // Without a shell, or a file system to be written, the address alone has to do.
    await container.exec(['sh', '-c', tellName, 'sh', `${address} ${hostName}`], { user: 'root' }).catch(() => {})
    return address
  },
})

/** What concerns every container of this process. */
export const TestContainers: TestContainers = {
  ...on(defaultEngine),
  withEngine: (engine) => on(async () => engine),
}

const tellName = 'grep -qxF "$1" /etc/hosts || echo "$1" >> /etc/hosts'
