// A program that starts a container to be used again, and says which it was given.

import { GenericContainer } from '../../src/index.ts'

const [key = '', script = ''] = process.argv.slice(2)
const container = await new GenericContainer('busybox:latest')
  .withCommand(['sh', '-c', script])
  .withCopyContentToContainer([{ content: 'copied', target: '/copied' }])
  .withExposedPorts(80)
  .withReuse(key)
  .start()
const answer = await fetch(`http://${(await container.endpoint(80)).address}/copied`)
process.stdout.write(`${container.getId()} ${await answer.text()}\n`)
