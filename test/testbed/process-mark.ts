import { readFileSync } from 'node:fs'

/** Names a process so that another one which later gets the same pid is not taken for it: pid and start time. */
export const processMark = (pid: number): string => `${pid} ${startTime(pid)}`

/** Whether the process that the mark names is still there. */
export const isAlive = (mark: string): boolean => {
  const pid = Number.parseInt(mark, 10)
  return pid > 0 && exists(pid) && mark.trim() === processMark(pid)
}

/** The command line of a process; empty where it cannot be read. */
export const commandLine = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

const exists = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

// Field 22 of stat, counted after the name, which may hold spaces and brackets. Other systems than Linux know pids only.
const startTime = (pid: number) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
