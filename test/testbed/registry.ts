import { mkdir, writeFile } from 'node:fs/promises'
import { cachePath } from './cache.ts'
import { withLock } from './lock.ts'
import { type EnsureToolsOptions, ensureTools } from './packages.ts'
import { serve, stop } from './registry-process.ts'

export interface Registries {
  /** Address such as `127.0.0.1:5000`; open to everybody, and the mirror of our own engine. */
  readonly open: string
  /** Address of the one that asks for the user name and the password. */
  readonly guarded: string
  readonly username: string
  readonly password: string
}

/** Starts the two local registries, unless they run. They stay when this process ends. */
export const ensureRegistries = async (options: EnsureToolsOptions = {}): Promise<Registries> => {
  await ensureTools([{ program: 'docker-registry', package: 'docker-registry' }], options)
  const open = Number(process.env.SLIPWAY_REGISTRY_PORT || 5000)
  return withLock(
    'registry',
    async () => ({
      open: await serve('open', open),
      guarded: await serve('guarded', open + 1, await guard()),
      username: 'testuser',
      password: 'testpass',
    }),
    options.signal,
  )
}

/** Stops what ensureRegistries started; the images that they hold stay on disk. */
export const stopRegistries = async (): Promise<boolean> =>
  (await Promise.all([stop('open'), stop('guarded')])).includes(true)

// testuser:testpass, the hash made once: nothing on the machine is needed to make it.
const passwords = 'testuser:$2b$05$SlipwayTestBedSalt123.ZUVtfeLnYeANxtKge4SZpWaWIIlsf6a\n'

const guard = async () => {
  const file = cachePath('registry', 'htpasswd')
  await mkdir(cachePath('registry'), { recursive: true })
  await writeFile(file, passwords)
  return `auth:\n  htpasswd: { realm: slipway, path: ${JSON.stringify(file)} }\n`
}
