const brand = Symbol.for('slipway.error')

/** The base of every error that Slipway throws on purpose: a stable `code` beside the message, and always the `cause`. */
export class SlipwayError extends Error {
  override readonly name: string = 'SlipwayError'
  /** Stable, for programs: messages may be reworded, codes are not. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    Object.defineProperty(this, brand, { value: true })
  }

  /** True also for errors of a second copy of the package (ESM beside CommonJS), where `instanceof` says no. */
  static is(error: unknown): error is SlipwayError {
    return error instanceof Error && brand in error
  }
}

/** A value given by the caller cannot be used; thrown before anything is sent to the engine. */
export class InvalidArgumentError extends SlipwayError {
  override readonly name = 'InvalidArgumentError'

  constructor(message: string) {
    super('INVALID_ARGUMENT', message)
  }
}
