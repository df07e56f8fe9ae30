import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** Why packages cannot be installed on this machine by us, or undefined when they can. */
export const whyNotInstall = (): string | undefined => {
  if (process.env.SLIPWAY_NO_INSTALL === '1') return 'SLIPWAY_NO_INSTALL=1 forbids it'
  if (process.platform !== 'linux') return `this is ${process.platform}, not Linux`
  if (process.getuid?.() !== 0) return 'this user is not root'
  if (!hasProgram('apt-get')) return 'there is no apt-get'
  return undefined
}

/**
 * Whether a program can be run by its name, or a file of that absolute path is there. `/usr/sbin` counts although users
 * often lack it in PATH.
 */
export const hasProgram = (name: string): boolean =>
  isAbsolute(name)
    ? existsSync(name)
    : [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) =>
        isExecutable(join(folder, name)),
      )

const isExecutable = (file: string) => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
