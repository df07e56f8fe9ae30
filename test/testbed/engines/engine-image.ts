import { join } from 'node:path'
import { type DebianRootfs, debianRootfs, debianTools } from '../images/debian-rootfs.ts'
import type { Recipe } from '../images/recipe.ts'

export interface EngineImage {
  /** `docker` or `podman`, and the suite. */
  readonly name: string
  readonly suite: DebianRootfs['suite']
  readonly packages: readonly string[]
  /** Where the engine keeps its data: layers cannot be stacked on the container's own. */
  readonly volume: string
  /** The file that says all this. */
  readonly source: string
}

/** An image of the test bed's own: a small Debian that runs another engine. */
export const engineImage = ({ name, suite, packages, volume, source }: EngineImage): Recipe => ({
  names: [`slipway-testbed/${name}:${suite}`],
  isPublished: false,
  tools: debianTools,
  seconds: 25,
  sources: ['../engines/engine-image.ts', `../engines/${source}`, 'debian-rootfs.ts'],
  changes: ['ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `VOLUME ${volume}`],
  prepare: (folder, work) =>
    debianRootfs(
      join(folder, 'rootfs.tar'),
      {
        suite,
        variant: 'essential',
        include: ['ca-certificates', 'iptables', 'mount', 'procps', ...packages],
        hooks: ['rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*'],
      },
      work,
    ),
})
