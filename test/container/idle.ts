import { GenericContainer, type StartedTestContainer } from '../../src/index.ts'

export const BUSYBOX = 'busybox:latest'

/** A container that does nothing until it is stopped, and stops at once. */
export const idle = (): GenericContainer => new GenericContainer(BUSYBOX).withCommand(['sleep', 'infinity'])

/** What a shell in the container prints for a script, without the last line break. */
export const inside = async (container: StartedTestContainer, script: string): Promise<string> =>
  (await container.exec(['sh', '-c', script])).output.trimEnd()
