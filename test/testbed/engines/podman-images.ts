import type { Recipe } from '../images/recipe.ts'
import { engineImage } from './engine-image.ts'

const podman = { name: 'podman', volume: '/var/lib/containers', source: 'podman-images.ts' }
const packages = ['podman', 'conmon', 'crun', 'runc', 'netavark', 'aardvark-dns', 'catatonit']

/** Podman 4.3. */
export const podmanBookworm: Recipe = engineImage({ ...podman, suite: 'bookworm', packages })

/** Podman 5.8. */
export const podmanSid: Recipe = engineImage({ ...podman, suite: 'sid', packages: [...packages, 'nftables'] })
