import { AbstractStartedContainer } from '../container/abstract-started-container.ts'
import type { ContainerDefaults } from '../container/container-defaults.ts'
import { ModuleContainer } from '../container/module-container.ts'
import type { StartedTestContainer } from '../container/test-container.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { Wait } from '../wait/wait.ts'

const httpPort = 9200
const transportPort = 9300
const performanceAnalyzerPort = 9600
const username = 'admin'

interface Options {
  readonly securityEnabled: boolean
  readonly password: string
}

/**
 * An OpenSearch node on its own, with TLS and a password unless you turn them off.
 *
 * @example
 * const search = await new OpenSearchContainer('opensearchproject/opensearch:2.19.4').withSecurityEnabled(false).start()
 * const client = new Client({ node: search.getHttpUrl() })
 */
export class OpenSearchContainer extends ModuleContainer<Options, StartedOpenSearchContainer> {
  constructor(image: string) {
    super(image, { securityEnabled: true, password: 'yourStrong(!)P@ssw0rd' })
  }

  /** Whether the security plugin is on: HTTPS with a certificate of its own, and a password. @default true */
  withSecurityEnabled(securityEnabled: boolean): this {
    return this.with({ securityEnabled })
  }

  /**
   * The password of `admin`. From 2.12 on the image refuses weak ones.
   *
   * @throws InvalidArgumentError unless it has 8 characters or more, with upper and lower case, a digit and another character
   */
  withPassword(password: string): this {
    return this.with({ password: requireStrong(password) })
  }

  protected override describe({ securityEnabled, password }: Options): ContainerDefaults {
    const answers = Wait.forHttp('/', httpPort).withBasicCredentials(username, password)
    return {
      ports: [httpPort, transportPort, performanceAnalyzerPort],
      env: {
        'discovery.type': 'single-node',
        'plugins.security.disabled': String(!securityEnabled),
        OPENSEARCH_INITIAL_ADMIN_PASSWORD: password,
      },
      waitStrategy: securityEnabled ? answers.usingTls().allowInsecure() : answers,
      startupTimeoutMs: 120_000,
    }
  }

  protected override started(container: StartedTestContainer, options: Options): StartedOpenSearchContainer {
    return new StartedOpenSearchContainer(container, options)
  }
}

/** An OpenSearch node that answers. */
export class StartedOpenSearchContainer extends AbstractStartedContainer {
  readonly #options: Options

  constructor(container: StartedTestContainer, options: Options) {
    super(container)
    this.#options = options
  }

  /** The host port of the HTTP API. */
  getPort(): number {
    return this.getMappedPort(httpPort)
  }

  getSchema(): 'http' | 'https' {
    return this.#options.securityEnabled ? 'https' : 'http'
  }

  /** The HTTP API, without credentials: `https://host:port`. */
  getHttpUrl(): string {
    return `${this.getSchema()}://${this.getHost()}:${this.getPort()}`
  }

  /** `admin`. */
  getUsername(): string {
    return username
  }

  getPassword(): string {
    return this.#options.password
  }
}

// The image's own rule, without the password strength library that it uses: the image has the last word.
const requireStrong = (password: string): string => {
  if (password.length >= 8 && [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].every((kind) => kind.test(password)))
    return password
  throw new InvalidArgumentError(
    'The OpenSearch password is too weak: it needs 8 characters or more, with upper and lower case, a digit and another character.',
  )
}
