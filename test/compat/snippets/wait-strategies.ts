// Page "Wait strategies", and "Supported container runtimes", whose only snippet is one of them.
import type Dockerode from 'dockerode'
import {
  GenericContainer,
  type HttpWaitStrategyOptions,
  StartupCheckStrategy,
  type StartupStatus,
  Wait,
  type WaitStrategy,
} from 'testcontainers'

const front = (): GenericContainer => new GenericContainer('nginx:1').withExposedPorts(80)

await front().withStartupTimeout(90_000).start()
await front().withWaitStrategy(Wait.forListeningPorts()).start()
await front().withWaitStrategy(Wait.forLogMessage('start worker processes')).start()
await front()
  .withWaitStrategy(Wait.forLogMessage(/worker process \d+$/))
  .start()
await front()
  .withWaitStrategy(Wait.forLogMessage(/worker process/, 2))
  .start()

// A health check of the image's, or of the user's own, in both of its forms.
await front().withWaitStrategy(Wait.forHealthCheck()).start()
await front()
  .withHealthCheck({
    test: ['CMD-SHELL', 'wget -qO- http://localhost || exit 1'],
    interval: 500,
    timeout: 2_000,
    retries: 10,
    startPeriod: 250,
  })
  .start()
await front()
  .withHealthCheck({ test: ['CMD', '/usr/bin/test', '-f', '/run/nginx.pid'] })
  .start()

// Requests.
const unlessItExits: HttpWaitStrategyOptions = { abortOnContainerExit: true }
const answers: WaitStrategy[] = [
  Wait.forHttp('/', 80),
  Wait.forHttp('/', 80, unlessItExits),
  Wait.forHttp('/', 80).forStatusCode(204),
  Wait.forHttp('/', 80).forStatusCodeMatching((statusCode) => statusCode < 400),
  Wait.forHttp('/', 80).forResponsePredicate((body) => body.includes('Welcome')),
  Wait.forHttp('/search', 80)
    .withMethod('PUT')
    .withHeaders({ Accept: 'application/json' })
    .withBasicCredentials('admin', 'secret')
    .withReadTimeout(2_000)
    .withStartupTimeout(30_000),
  Wait.forHttp('/', 443).usingTls().allowInsecure(),
]
for (const answer of answers) await front().withWaitStrategy(answer).start()

await front().withWaitStrategy(Wait.forSuccessfulCommand('test -s /run/nginx.pid')).start()
await new GenericContainer('busybox:1').withWaitStrategy(Wait.forOneShotStartup()).start()

// Several, and their limits.
const quick = Wait.forListeningPorts().withStartupTimeout(1_000)
const slow = Wait.forLogMessage('ready')
const limits: number[] = [quick.getStartupTimeout(), slow.getStartupTimeout()]
const isSet: boolean = slow.isStartupTimeoutSet()
console.log(limits, isSet)
await front()
  .withWaitStrategy(Wait.forAll([quick, slow]))
  .start()
await front()
  .withWaitStrategy(Wait.forAll([quick, slow]).withStartupTimeout(5_000))
  .start()
await front()
  .withWaitStrategy(Wait.forAll([quick, slow]).withDeadline(9_000))
  .start()

// Strategies of the user's own, with the client's type or without.
class WhenPaused extends StartupCheckStrategy {
  override async checkStartupState(dockerClient: Dockerode, containerId: string): Promise<StartupStatus> {
    const { State } = await dockerClient.getContainer(containerId).inspect()
    return State.Paused ? 'SUCCESS' : 'PENDING'
  }
}

class AfterAWhile extends StartupCheckStrategy {
  readonly #end = Date.now() + 2_000

  override async checkStartupState(): Promise<StartupStatus> {
    return Date.now() > this.#end ? 'SUCCESS' : 'PENDING'
  }
}

for (const strategy of [new WhenPaused().withStartupTimeout(4_000), new AfterAWhile()])
  await front().withWaitStrategy(strategy).start()
