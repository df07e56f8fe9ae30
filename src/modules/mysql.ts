import { AbstractStartedContainer } from '../container/abstract-started-container.ts'
import type { ContainerDefaults } from '../container/container-defaults.ts'
import { ModuleContainer } from '../container/module-container.ts'
import type { StartedTestContainer } from '../container/test-container.ts'
import { InvalidArgumentError, SlipwayError } from '../events/error.ts'
import { Wait } from '../wait/wait.ts'

const port = 3306

interface Options {
  readonly database: string
  readonly username: string
  /** Undefined is `test`, and for root the root password. */
  readonly userPassword: string | undefined
  readonly rootPassword: string
}

/**
 * A MySQL server, from any image that keeps to the contract of the official one.
 *
 * @example
 * const mysql = await new MySqlContainer('mysql:8.4').start()
 * const connection = await createConnection(mysql.getConnectionUri())
 */
export class MySqlContainer extends ModuleContainer<Options, StartedMySqlContainer> {
  constructor(image: string) {
    super(image, { database: 'test', username: 'test', userPassword: undefined, rootPassword: 'test' })
  }

  /** Created at the first start, and granted to the user. @default test */
  withDatabase(database: string): this {
    return this.with({ database })
  }

  /** A user for the database; `root` makes no further user. @default test */
  withUsername(username: string): this {
    return this.with({ username })
  }

  /** @default test */
  withUserPassword(userPassword: string): this {
    return this.with({ userPassword })
  }

  /** @default test */
  withRootPassword(rootPassword: string): this {
    return this.with({ rootPassword })
  }

  protected override describe(options: Options): ContainerDefaults {
    const { database, username, rootPassword } = options
    const userPassword = passwordOf(options)
    // The image refuses a user named root beside its own, and an empty password.
    if (username === 'root' && userPassword !== rootPassword) {
      throw new InvalidArgumentError(
        'The MySQL user `root` has the root password. Set both alike, or choose another withUsername().',
      )
    }
    if (!userPassword || !rootPassword)
      throw new InvalidArgumentError(
        'MySQL passwords must not be empty. Set withUserPassword() and withRootPassword().',
      )
    const user = username === 'root' ? {} : { MYSQL_USER: username, MYSQL_PASSWORD: userPassword }
    return {
      ports: [port],
      env: { MYSQL_DATABASE: database, MYSQL_ROOT_PASSWORD: rootPassword, ...user },
      // The server that initialises the database has no network, so the port listens only when all is done.
      waitStrategy: Wait.forListeningPorts(),
      startupTimeoutMs: 120_000,
    }
  }

  protected override started(container: StartedTestContainer, options: Options): StartedMySqlContainer {
    return new StartedMySqlContainer(container, options)
  }
}

/** A MySQL server that answers. */
export class StartedMySqlContainer extends AbstractStartedContainer {
  readonly #options: Options

  constructor(container: StartedTestContainer, options: Options) {
    super(container)
    this.#options = options
  }

  /** The host port of the server. */
  getPort(): number {
    return this.getMappedPort(port)
  }

  getDatabase(): string {
    return this.#options.database
  }

  getUsername(): string {
    return this.#options.username
  }

  getUserPassword(): string {
    return passwordOf(this.#options)
  }

  getRootPassword(): string {
    return this.#options.rootPassword
  }

  /** `mysql://user:password@host:port/database`, for the user or for root. It holds the password: not for logs. */
  getConnectionUri(isRoot = false): string {
    const url = new URL(`mysql://${this.getHost()}:${this.getPort()}`)
    url.pathname = this.getDatabase()
    url.username = encodeURIComponent(isRoot ? 'root' : this.getUsername())
    url.password = encodeURIComponent(isRoot ? this.getRootPassword() : this.getUserPassword())
    return url.toString()
  }

  /**
   * Runs SQL with the image's own client and returns what it prints.
   *
   * @param additionalFlags further arguments of `mysql`, such as `--batch`
   * @throws SlipwayError with code `MYSQL_QUERY` and the server's message when the query fails
   */
  async executeQuery(query: string, additionalFlags: readonly string[] = [], isRoot = false): Promise<string> {
    const user = isRoot ? 'root' : this.getUsername()
    const password = isRoot ? this.getRootPassword() : this.getUserPassword()
    const command = ['mysql', '-h', '127.0.0.1', '-u', user, '-e', `${query};`, ...additionalFlags, this.getDatabase()]
    // In the environment of this one command: arguments can be read by every process of the container.
    const { exitCode, output, stderr } = await this.exec(command, { env: { MYSQL_PWD: password } })
    if (exitCode === 0) return output
    // Not the query itself: it may set a password.
    throw new SlipwayError('MYSQL_QUERY', `The query ended with exit code ${exitCode}: ${stderr.trim()}`)
  }
}

const passwordOf = ({ username, userPassword, rootPassword }: Options): string =>
  userPassword ?? (username === 'root' ? rootPassword : 'test')
