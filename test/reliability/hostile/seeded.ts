/** Chance that comes out the same for the same seed. */
export interface Chance {
  /** From 0 to below 1. */
  readonly next: () => number
  /** From 0 to below the limit. */
  readonly below: (limit: number) => number
  readonly oneOf: <T>(values: readonly T[]) => T
}

/** mulberry32. */
export const seeded = (seed: number): Chance => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  const oneOf = <T>(values: readonly T[]): T => {
    const value = values[below(values.length)]
    if (value === undefined && values.length === 0) throw new RangeError('there is nothing to choose from')
    return value as T
  }
  return { next, below, oneOf }
}
