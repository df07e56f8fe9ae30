/** The error of what must not succeed, for a close look. */
export const failureOf = async <E extends Error>(
  work: Promise<unknown>,
  kind: abstract new (...args: never[]) => E,
): Promise<E> => {
  try {
    await work
  } catch (error) {
    if (error instanceof kind) return error
    throw error
  }
  throw new Error(`Expected ${kind.name}, and it succeeded.`)
}
