/** What a line is about. */
export interface LogSubject {
  readonly containerId?: string | undefined
  readonly imageName?: string | undefined
}

/** Writes lines to standard error while the variable DEBUG names it, as `DEBUG=testcontainers` and `DEBUG=testcontainers*` do. */
export class Logger {
  readonly #namespace: string
  readonly #showLevel: boolean

  constructor(namespace: string, showLevel = true) {
    this.#namespace = namespace
    this.#showLevel = showLevel
  }

  enabled(): boolean {
    return isNamed(this.#namespace, process.env.DEBUG ?? '')
  }

  trace(message: string, subject?: LogSubject): void {
    this.#write('TRACE', message, subject)
  }

  debug(message: string, subject?: LogSubject): void {
    this.#write('DEBUG', message, subject)
  }

  info(message: string, subject?: LogSubject): void {
    this.#write('INFO', message, subject)
  }

  warn(message: string, subject?: LogSubject): void {
    this.#write('WARN', message, subject)
  }

  error(message: string, subject?: LogSubject): void {
    this.#write('ERROR', message, subject)
  }

  #write(level: string, message: string, { containerId, imageName }: LogSubject = {}): void {
    if (!this.enabled()) return
    const subject = [containerId?.slice(0, 12), imageName].filter(Boolean).map((name) => `[${name}] `)
    const parts = [new Date().toISOString(), this.#namespace, ...(this.#showLevel ? [`[${level}]`] : [])]
    process.stderr.write(`${parts.join(' ')} ${subject.join('')}${message}\n`)
  }
}

/** For what belongs to the containers of your tests: shown with `DEBUG=testcontainers*`. */
export const log: Logger = new Logger('testcontainers')

// `a,b*,-c`: names with stars for anything, and with a minus those that are left out.
const isNamed = (namespace: string, setting: string): boolean => {
  const patterns = setting.split(/[\s,]+/).filter(Boolean)
  const matches = (pattern: string) => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(namespace)
  return (
    patterns.some((pattern) => !pattern.startsWith('-') && matches(pattern)) &&
    !patterns.some((pattern) => pattern.startsWith('-') && matches(pattern.slice(1)))
  )
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
