// Page "Images".
import {
  type BuildOptions,
  GenericContainer,
  type GenericContainerBuilder,
  type ImagePullPolicy,
  PullPolicy,
} from 'testcontainers'

const plain: GenericContainer = await GenericContainer.fromDockerfile('services/mailer').build()
await plain.withExposedPorts(1025).start()

const kept: BuildOptions = { deleteOnExit: false }
await GenericContainer.fromDockerfile('services/mailer').build('mailer:tests', kept)
await GenericContainer.fromDockerfile('services/mailer', 'tests.Dockerfile').build('mailer:tests')

const alwaysFresh: ImagePullPolicy = { shouldPull: () => true }
const builder: GenericContainerBuilder = GenericContainer.fromDockerfile('services/mailer')
  .withBuildArgs({ NODE_VERSION: '22' })
  .withPullPolicy(PullPolicy.alwaysPull())
  .withPullPolicy(alwaysFresh)
  .withCache(false)
  .withBuildkit()
  .withPlatform('linux/arm64')
  .withTarget('development')
await (await builder.build()).start()
