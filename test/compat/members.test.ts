import { expect, test } from 'vitest'
import { readPage } from '../docs/blocks.ts'
import { missingOf } from './members.ts'

const theirs = 'node_modules/testcontainers/build/index.d.ts'
const theirModule = (name: string) => `node_modules/@testcontainers/${name}/build/index.d.ts`

/** What is not here; docs/migrating.md says why. */
const missing = [
  'ContainerRuntimeClient.compose',
  'ContainerRuntimeClient.container.dockerode',
  'DockerComposeEnvironment',
  'DownedDockerComposeEnvironment',
  'StartedDockerComposeEnvironment',
  'StoppedDockerComposeEnvironment',
  'GenericContainer.createOpts',
  'GenericContainer.hostConfig',
  'GenericContainer.waitStrategy.waitUntilReady',
  'GenericContainer.reuse',
  'GenericContainer.autoCleanup',
  'GenericContainer.autoRemove',
  'GenericContainer.pullPolicy',
  'GenericContainer.logConsumer',
  'GenericContainer.filesToCopy',
  'GenericContainer.directoriesToCopy',
  'GenericContainer.contentsToCopy',
  'GenericContainer.archivesToCopy',
  'GenericContainer.copyToContainerOptions',
  'GenericContainer.selectWaitStrategy',
  'StartupCheckStrategy.waitUntilReady',
  'Wait.forAll.waitUntilReady',
  'Wait.forHttp.waitUntilReady',
  'Wait.forSuccessfulCommand.waitUntilReady',
  'waitForContainer',
]

test('every export of testcontainers is here, and all that it has, but for what is on the list', {
  timeout: 60_000,
}, () => {
  expect(missingOf(theirs, 'src/index.ts')).toEqual(missing)
})

test.each(['mysql', 'minio', 'opensearch'])(
  'every export of @testcontainers/%s is here, and all that it has',
  {
    timeout: 60_000,
  },
  (name) => {
    expect(missingOf(theirModule(name), `src/modules/${name}.ts`)).toEqual([])
  },
)

test('an export that is missing would be found', { timeout: 60_000 }, () => {
  expect(missingOf(theirModule('mysql'), 'src/modules/minio.ts')).toEqual(['MySqlContainer', 'StartedMySqlContainer'])
})

test('docs/migrating.md names all that is not here', () => {
  const names = missing.map((path) => path.split('.').at(-1) ?? path)
  expect(names.filter((name) => !isNamed(name))).toEqual([])
})

test('docs/migrating.md names every variable of theirs', () => {
  expect(variables.filter((name) => !isNamed(name))).toEqual([])
})

// Those of their page about the configuration.
const variables = [
  ...['DEBUG', 'DOCKER_HOST', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'DOCKER_CONFIG', 'DOCKER_AUTH_CONFIG'],
  ...['HOST_OVERRIDE', 'DOCKER_SOCKET_OVERRIDE', 'HUB_IMAGE_NAME_PREFIX', 'REUSE_ENABLE', 'SSHD_PORT'].map(
    (name) => `TESTCONTAINERS_${name}`,
  ),
  ...['DISABLED', 'PRIVILEGED', 'PORT', 'VERBOSE', 'RECONNECTION_TIMEOUT'].map((name) => `TESTCONTAINERS_RYUK_${name}`),
  ...['RYUK_CONTAINER_IMAGE', 'SSHD_CONTAINER_IMAGE'],
]

const page = readPage('docs/migrating.md')
const isNamed = (name: string): boolean => new RegExp(`\`${name}\\b`).test(page)
