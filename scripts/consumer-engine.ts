import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'

/** As much of an engine as the consumers ask for. */
export interface ConsumerEngine extends AsyncDisposable {
  readonly host: string
  /** Resolves when a watchdog has asked twice for what was left, which is when it ends. */
  sweptTwice(): Promise<void>
}

export const consumerEngine = async (socketPath: string): Promise<ConsumerEngine> => {
  let sweeps = 0
  const answers: Readonly<Record<string, unknown>> = { version: { Version: 'fake' }, volumes: { Volumes: [] } }
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const [, group = ''] = /^(?:\/v[\d.]+)?\/(\w+)/.exec(request.url ?? '') ?? []
    if (group === 'containers') sweeps++
    if (group !== 'build') return response.setHeader('api-version', '1.41').end(JSON.stringify(answers[group] ?? []))
    const problem = [
      ...['Dockerfile', 'exercise.cjs'].filter((name) => !body.includes(`${name}\0`)),
      ...['left-out', 'package.json'].filter((name) => body.includes(`${name}\0`)),
    ].join()
    return response.end(
      JSON.stringify(problem ? { errorDetail: { message: `context: ${problem}` } } : { aux: { ID: 'sha256:1' } }),
    )
  })
  server.on('upgrade', (_, socket: Socket) => {
    socket.end('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nupgraded')
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  return {
    host: `unix://${socketPath}`,
    async sweptTwice() {
      for (let waitedMs = 0; sweeps < 2; waitedMs += 20) {
        if (waitedMs > 10_000)
          throw new Error('No watchdog looked for what a consumer has left, within 10 s of its end.')
        await delay(20)
      }
      sweeps = 0
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
