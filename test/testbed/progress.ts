/** One line of what the test bed is doing; `seconds` is there once the step is done. */
export interface Progress {
  /** The engine, a package list, or the name of an image. */
  readonly subject: string
  readonly text: string
  readonly seconds?: number
}

export type OnProgress = (progress: Progress) => void

/** Reports a step when it starts and, with its time, when it is done. */
export const step = async <T>(
  onProgress: OnProgress | undefined,
  subject: string,
  text: string,
  work: () => Promise<T>,
): Promise<T> => {
  const start = performance.now()
  onProgress?.({ subject, text })
  const result = await work()
  onProgress?.({ subject, text, seconds: (performance.now() - start) / 1000 })
  return result
}

/** Plain lines, for terminals and logs alike. */
export const printProgress: OnProgress = ({ subject, text, seconds }) => {
  const state = seconds === undefined ? text : `${text}: done in ${seconds.toFixed(1)} s`
  process.stdout.write(`testbed  ${subject.padEnd(36)} ${state}\n`)
}
