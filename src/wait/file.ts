import { InvalidArgumentError } from '../events/error.ts'
import { PollingWaitStrategy } from './polling.ts'
import { WaitFailure, type Watch } from './strategy.ts'
import type { FileFound, WaitTarget } from './target.ts'
import { textTest } from './text-test.ts'

export interface FileWaitOptions {
  /** A text that must be in it, or a pattern for it; the first MiB is looked at. @default its existence is enough */
  readonly contains?: string | RegExp | undefined
}

/** Waits until a file is there; see Wait.forFile(). */
export class FileWait extends PollingWaitStrategy {
  // It may be the last thing that the container does.
  override readonly noticesExit = true
  readonly #path: string
  readonly #contains: string | RegExp | undefined

  constructor(path: string, { contains }: FileWaitOptions = {}) {
    super()
    if (!path.startsWith('/'))
      throw new InvalidArgumentError(`forFile() takes an absolute path inside the container, got \`${path}\`.`)
    this.#path = path
    this.#contains = contains
  }

  describe(): string {
    const verb = this.#contains instanceof RegExp ? 'match' : 'contain'
    return `file \`${this.#path}\` to ${this.#contains === undefined ? 'exist' : `${verb} \`${this.#contains}\``}`
  }

  async untilReady(target: WaitTarget, { signal, saw }: Watch): Promise<void> {
    const path = this.#path
    const hasText = this.#contains === undefined ? undefined : changedText(target, path, textTest(this.#contains))
    const isReady = async () => {
      const found = await target.file(path, signal)
      if (found && (!hasText || (await hasText(found, signal)))) return true
      saw(found ? describeFile(found) : 'no such file')
      return false
    }
    const exit = await this.poll(isReady, { exited: target.exited, signal })
    if (exit) throw new WaitFailure(`it left no such file`, { exit })
  }
}

// To read a file costs an engine fifty times what a look at it does, so one that has not changed is not read again and again. It is
// read twice: two changes may bear the same time when they follow each other closely.
const changedText = (target: WaitTarget, path: string, accepts: (text: string) => boolean) => {
  let state: string | undefined
  let reads = 0
  return async ({ kind, sizeBytes, modifiedAt }: FileFound, signal: AbortSignal): Promise<boolean> => {
    if (kind !== 'file') return false
    const seen = `${sizeBytes} ${modifiedAt}`
    if (seen !== state) reads = 0
    state = seen
    if (reads === 2) return false
    reads++
    const text = await target.fileText(path, signal)
    return text !== undefined && accepts(text)
  }
}

const describeFile = ({ kind, sizeBytes }: FileFound): string => {
  if (kind === 'directory') return 'a directory'
  return kind === 'other' ? 'no ordinary file' : `${sizeBytes} bytes without it`
}
