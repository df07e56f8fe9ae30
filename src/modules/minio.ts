import { AbstractStartedContainer } from '../container/abstract-started-container.ts'
import type { ContainerDefaults } from '../container/container-defaults.ts'
import { ModuleContainer } from '../container/module-container.ts'
import type { StartedTestContainer } from '../container/test-container.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { Wait } from '../wait/wait.ts'

const port = 9000
const uiPort = 9001

interface Options {
  readonly username: string
  readonly password: string
}

/**
 * An S3-compatible object store, from any image whose entry point takes `minio server`'s arguments.
 *
 * @example
 * const minio = await new MinioContainer('minio/minio').start()
 * const url = minio.getConnectionUrl()
 */
export class MinioContainer extends ModuleContainer<Options, StartedMinioContainer> {
  constructor(image: string) {
    super(image, { username: 'minioadmin', password: 'minioadmin' })
  }

  /** Access key, 3 characters or more. @default minioadmin */
  withUsername(username: string): this {
    return this.with({ username })
  }

  /** Secret key, 8 characters or more. @default minioadmin */
  withPassword(password: string): this {
    return this.with({ password })
  }

  protected override describe({ username, password }: Options): ContainerDefaults {
    if (username.length < 3)
      throw new InvalidArgumentError(
        `The MinIO user \`${username}\` is too short: it needs 3 characters or more. Set withUsername().`,
      )
    if (password.length < 8)
      throw new InvalidArgumentError(
        'The MinIO password is too short: it needs 8 characters or more. Set withPassword().',
      )
    return {
      ports: [port, uiPort],
      env: { MINIO_ROOT_USER: username, MINIO_ROOT_PASSWORD: password },
      command: ['server', '--console-address', `:${uiPort}`, '/data'],
      // Its `live` says yes as soon as the process is up, and the first requests may then get 503.
      waitStrategy: Wait.forHttp('/minio/health/cluster', port),
    }
  }

  protected override started(container: StartedTestContainer, options: Options): StartedMinioContainer {
    return new StartedMinioContainer(container, options)
  }
}

/** An object store that answers. */
export class StartedMinioContainer extends AbstractStartedContainer {
  readonly #options: Options

  constructor(container: StartedTestContainer, options: Options) {
    super(container)
    this.#options = options
  }

  /** The host port of the S3 API. */
  getPort(): number {
    return this.getMappedPort(port)
  }

  /** The host port of the web console. */
  getUiPort(): number {
    return this.getMappedPort(uiPort)
  }

  getUsername(): string {
    return this.#options.username
  }

  getPassword(): string {
    return this.#options.password
  }

  /** The S3 API, without credentials: `http://host:port`. */
  getConnectionUrl(): string {
    return `http://${this.getHost()}:${this.getPort()}`
  }
}
