import type { TestProject } from 'vitest/node'
import { printProgress } from './progress.ts'
import { startTestbed } from './testbed.ts'

/** Before the first test of a project: an engine in DOCKER_HOST, with the images that the project's tests start. */
export const setup = async ({ name }: TestProject): Promise<void> => {
  const bed = startTestbed(images[name] ?? [], { onProgress: printProgress })
  // Workers inherit the environment of this process.
  process.env.DOCKER_HOST = (await bed.engine).host
  await bed.ready
}

const images: Readonly<Record<string, readonly string[]>> = {
  engine: ['busybox:latest', 'alpine:latest', 'alpine:3.18', 'hello-world:latest'],
  modules: [
    'mysql:9.7',
    'busybox:latest',
    'minio/minio:latest',
    'opensearchproject/opensearch:2.19.4',
    'opensearchproject/opensearch:1.3.7',
  ],
}
