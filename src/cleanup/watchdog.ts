import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Engine } from '../api/index.ts'
import { dismissal, watchdogProgram } from './watchdog-program.ts'

/**
 * Starts a process of its own that removes what this one leaves behind. It holds one end of a pipe whose other end only this process has:
 * the pipe closes when the process ends in any way, SIGKILL included.
 *
 * While it waits it is a shell of about 1 MB; Node is started only when there may be something to do.
 *
 * @param label what to remove: `key=value`
 * @returns ends it without a look at the engine; also in the last moment of this process
 */
export const startWatchdog = (engine: Engine, label: string): (() => void) => {
  const task = JSON.stringify({ ...engine.address, apiVersion: engine.apiVersion, label })
  const child = spawnDetached(existsSync('/bin/sh') ? waitingShell : [process.execPath, '-e', watchdogProgram])
  child.on('error', () => {})
  child.stdin?.on('error', () => {})
  // Certificates go through the pipe: arguments and the environment can be read by others.
  child.stdin?.write(`${task}\n`)
  return () => child.stdin?.write(`${dismissal}\n`)
}

// The first line is the task; the second read returns when the pipe closes, or with a dismissal.
const waitingShell = [
  '/bin/sh',
  '-c',
  `IFS= read -r task || exit 0; IFS= read -r end; [ "$end" = ${dismissal} ] && exit 0; printf "%s\\n" "$task" | exec "$0" -e "$1"`,
  process.execPath,
  watchdogProgram,
]

const spawnDetached = ([command = '', ...args]: readonly string[]): ChildProcess => {
  // In a session of its own, so that neither a closing terminal nor a kill of the process group reaches it.
  const child = spawn(command, args, {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: {
      ...process.env,
      NODE_OPTIONS: whomToTrust(),
      NODE_V8_COVERAGE: undefined,
      VSCODE_INSPECTOR_OPTIONS: undefined,
    },
    windowsHide: true,
  })
  child.unref()
  const { stdin } = child
  if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref()
  return child
}

// Other options are for this process alone: modules to load first, whose paths need not be valid elsewhere, or a debugger to wait for.
const whomToTrust = (): string | undefined => process.env.NODE_OPTIONS?.match(/--use-\w+-ca\b/g)?.join(' ')
