import { SlipwayError } from '../../events/error.ts'
import { withAdvice } from '../advice.ts'
import type { EngineError } from '../errors.ts'

/** The engine made a container and could not start it: no such program, a port in use, a mount or a network that is not there. */
export class RunError extends SlipwayError {
  override readonly name = 'RunError'
  /** As it was asked for. */
  readonly image: string
  /** What `docker run` would end with: 127 for a program that is not there, 126 for one that cannot be run, else 125. */
  readonly exitCode: 125 | 126 | 127
  /** The engine's own words. */
  readonly engineMessage: string

  constructor(image: string, cause: EngineError) {
    super('RUN_REFUSED', `A container of \`${image}\` could not be started: ${withAdvice(cause.engineMessage)}`, {
      cause,
    })
    this.image = image
    this.exitCode = exitCodeOf(cause.engineMessage)
    this.engineMessage = cause.engineMessage
  }
}

const exitCodeOf = (words: string): 125 | 126 | 127 => {
  if (/executable file .*not found|no such file or directory/i.test(words)) return 127
  return /permission denied|is a directory/i.test(words) ? 126 : 125
}
