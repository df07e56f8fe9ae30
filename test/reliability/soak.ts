import { appendFile } from 'node:fs/promises'

/** Whether the tests run long (`npm run test:soak`). */
export const isSoak: boolean = process.env.SLIPWAY_SOAK === '1'

/** How often something is done: a few times among all the other tests, and often enough for a figure in a soak. */
export const times = (short: number, long: number): number => (isSoak ? long : short)

/** Writes down what was measured, for docs/reliability.md. Only a soak does: a short run proves no figure. */
export const recordFigure = async (test: string, figure: string): Promise<void> => {
  const file = process.env.SLIPWAY_SOAK_FIGURES
  if (file) await appendFile(file, `| ${test} | ${figure} |\n`)
}
