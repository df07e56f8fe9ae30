/**
 * Calls with a signal that aborts only some time after the given one, and not at all once the call has settled: for what should not be cut
 * off, and must not hang either, and for what is only opened under the signal and outlives it.
 */
export const withGrace = async <T>(
  signal: AbortSignal | undefined,
  graceMs: number,
  call: (late: AbortSignal) => Promise<T>,
): Promise<T> => {
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const begin = () => {
    timer = setTimeout(() => late.abort(signal?.reason), graceMs)
  }
  signal?.addEventListener('abort', begin)
  if (signal?.aborted) begin()
  try {
    return await call(late.signal)
  } finally {
    signal?.removeEventListener('abort', begin)
    clearTimeout(timer)
  }
}
