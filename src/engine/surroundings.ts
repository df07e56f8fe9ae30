import { homedir } from 'node:os'

/** What decides where an engine is looked for. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  /** The user's own folder. */
  readonly home: string
  readonly platform: NodeJS.Platform
  /** Number of the user, where users have one. */
  readonly uid: number | undefined
}

/** Those of this process. */
export const ownSurroundings = (): Surroundings => ({
  env: process.env,
  home: homedir(),
  platform: process.platform,
  uid: process.getuid?.(),
})
