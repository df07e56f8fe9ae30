// Page "Global setup": one container for all test files, whose address they are handed.
import { MinioContainer, type StartedMinioContainer } from '@testcontainers/minio'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    storeUrl: string
  }
}

let store: StartedMinioContainer | undefined

export async function setup(project: TestProject): Promise<void> {
  store = await new MinioContainer('minio/minio').start()
  project.provide('storeUrl', store.getConnectionUrl())
}

export async function teardown(): Promise<void> {
  await store?.stop()
}
