import { connect, containerChannel } from '../src/index.ts'
import { startTestbed } from '../test/testbed/testbed.ts'
import { cleanUp } from './clean-up.ts'
import type { Dependency, Running } from './dependencies/dependency.ts'
import { openScreen } from './progress/screen.ts'
import { Steps } from './progress/steps.ts'

/**
 * Starts dependencies side by side, asks each of them something, removes everything, and proves it.
 *
 * @param say receives what was asked and answered, and what became of it all, line by line
 * @param signal ends it early; everything is removed then too
 * @throws the first failure of a dependency, when everything is removed
 */
export const runDemo = async (
  dependencies: readonly Dependency[],
  say: (subject: string, text: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  using screen = openScreen(dependencies.map(({ name }) => name))
  const steps = new Steps(dependencies, screen)
  containerChannel.subscribe(steps.ofContainers)
  const failure = new AbortController()
  const scope = AbortSignal.any([signal, failure.signal])

  const images = dependencies.map(({ image }) => image)
  const testbed = startTestbed(images, { onProgress: steps.ofTestbed, signal: scope })
  await using docker = await connect({ host: (await testbed.engine).host, signal: scope })
  const network = await docker.network().start()
  const running: Running[] = []

  const startAndAsk = async ({ name, image, start }: Dependency): Promise<string> => {
    steps.doing(name, 'waiting for its image')
    await testbed.image(image)
    steps.reached(name, 'image', 'being created')
    const dependency = await start({ engine: docker.engine, network, signal: scope })
    running.push(dependency)
    const answer = await dependency.ask()
    steps.reached(name, 'answered')
    return answer
  }

  try {
    const work = dependencies.map(startAndAsk)
    // One failure ends the others, which undo themselves; all of that is over before the clean-up.
    for (const one of work) one.catch((error: unknown) => failure.abort(error))
    await Promise.allSettled(work)
    scope.throwIfAborted()
    screen.close()
    for (const [index, answer] of (await Promise.all(work)).entries()) say(dependencies[index]?.name ?? '', answer)
    await testbed.ready
  } finally {
    screen.close()
    await cleanUp(docker.engine, { containers: running.map(({ container }) => container), network }, say)
  }
}
