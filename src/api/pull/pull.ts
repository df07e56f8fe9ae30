import type { Images } from '../images.ts'
import type { AuthConfig, ImageInspect, Platform } from '../types/index.ts'
import type { CallOptions } from '../wire/wire.ts'
import { type PullProgress, PullTally } from './progress.ts'

export interface PullOptions extends CallOptions {
  /** `os/arch[/variant]` @default the engine's */
  readonly platform?: string | undefined
  /** `{}` asks as a stranger. @default those kept for the registry */
  readonly auth?: AuthConfig | undefined
  /** Called as the pull goes on, and once at its end; what it throws ends it. */
  readonly onProgress?: ((progress: PullProgress) => void) | undefined
}

/** See `Engine.pull()`. */
export const pull = async (
  images: Images,
  reference: string,
  { platform, auth, onProgress, signal }: PullOptions,
  canInspectPlatform: boolean,
): Promise<ImageInspect> => {
  const tally = new PullTally()
  await images.pull(reference, {
    platform,
    auth,
    signal,
    onProgress: (message) => {
      const progress = tally.add(message)
      if (progress) onProgress?.(progress)
    },
  })
  onProgress?.(tally.finish())
  return images.inspect(reference, { platform: canInspectPlatform ? platformOf(platform) : undefined, signal })
}

const platformOf = (platform: string | undefined): Platform | undefined => {
  const [os, architecture, variant] = platform?.split('/') ?? []
  if (os === undefined || architecture === undefined) return
  return { os, architecture, ...(variant !== undefined && { variant }) }
}
