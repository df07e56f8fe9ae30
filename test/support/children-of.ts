import { readFileSync } from 'node:fs'

/** Pids of the processes that one has started and that still run (Linux). */
export const childrenOf = (pid: number | undefined): readonly number[] =>
  (readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? []).map(Number)
