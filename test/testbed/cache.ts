import { homedir } from 'node:os'
import { join } from 'node:path'

/** A path below the folder that holds everything the test bed keeps: engine, registry, built images, logs. */
export const cachePath = (...below: string[]): string => join(cacheRoot(), ...below)

const cacheRoot = () =>
  process.env.SLIPWAY_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slipway')
