import { join } from 'node:path'
import { debianRootfs, debianTools } from './debian-rootfs.ts'
import type { Recipe } from './recipe.ts'

/** The relay of bytes, from Debian's package. */
export const socat: Recipe = {
  names: ['alpine/socat:latest', 'alpine/socat:1.7.4.3-r0'],
  tools: debianTools,
  seconds: 35,
  sources: ['socat.ts', 'debian-rootfs.ts'],
  changes: ['ENTRYPOINT ["socat"]', 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  prepare: (folder, work) =>
    debianRootfs(join(folder, 'rootfs.tar'), { suite: 'bookworm', variant: 'essential', include: ['socat'] }, work),
}
