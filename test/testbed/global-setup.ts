import type { TestProject } from 'vitest/node'
import { printProgress } from './progress.ts'
import { projectImages } from './project-images.ts'
import { startTestbed } from './testbed.ts'

/** Before the first test of a project: an engine in DOCKER_HOST, with the images that the project's tests start. */
export const setup = async ({ name }: TestProject): Promise<void> => {
  const bed = startTestbed(imagesFor(name), {
    onProgress: printProgress,
  })
  // Workers inherit the environment of this process.
  process.env.DOCKER_HOST = (await bed.engine).host
  await bed.ready
}

const imagesFor = (project: string): readonly string[] => {
  if (project === 'soak') return [...projectImages.engine, 'mysql:9.7']
  return project === 'modules' ? projectImages.modules : projectImages.engine
}
