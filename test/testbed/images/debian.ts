import { join } from 'node:path'
import { debianRootfs, debianTools } from './debian-rootfs.ts'
import type { Recipe } from './recipe.ts'

/** Debian's smallest system that has apt. */
export const debian: Recipe = {
  names: ['debian:bookworm-slim'],
  tools: debianTools,
  seconds: 35,
  sources: ['debian.ts', 'debian-rootfs.ts'],
  changes: ['CMD ["bash"]', 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  prepare: (folder, work) => debianRootfs(join(folder, 'rootfs.tar'), { suite: 'bookworm', variant: 'minbase' }, work),
}
