import { pause } from '../wait/back-off.ts'

/**
 * Tries to undo what has failed, and again for as long as an engine may need that was away for a moment. What cannot be undone by then is
 * undone when the session ends: it never rejects, for why the rest failed is what the user needs.
 *
 * @returns whether it was undone
 */
export const undo = async (
  act: (signal: AbortSignal) => Promise<unknown>,
  { limitMs = 30_000 }: { readonly limitMs?: number | undefined } = {},
): Promise<boolean> => {
  // An engine that hangs must not keep the error from coming.
  const signal = AbortSignal.timeout(limitMs)
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      await act(signal)
      return true
    } catch {
      if (pauseMs === undefined || signal.aborted) break
      await pause(pauseMs, signal).catch(() => {})
    }
  }
  return false
}

const pausesMs = [100, 400, 1_500]
