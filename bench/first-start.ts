// Starts one container, says how long that took, in ms, and waits to be ended. The container ends by itself where nothing cleans up.

import { GenericContainer } from '../src/index.ts'

const isGuarded = process.argv[2] === 'true'
const begin = performance.now()
await new GenericContainer('busybox:latest')
  .withCommand(isGuarded ? ['sleep', 'infinity'] : ['sleep', '2'])
  .withEngineOptions({ HostConfig: { AutoRemove: true } })
  .withAutoCleanup(isGuarded)
  .start()
process.stdout.write(`${performance.now() - begin}\n`)
setInterval(() => {}, 1_000)
