import type { Recipe } from '../images/recipe.ts'
import { engineImage } from './engine-image.ts'

const docker = { name: 'docker', volume: '/var/lib/docker', source: 'docker-images.ts' }
const packages = ['docker.io', 'docker-cli', 'containerd', 'runc']

/** Docker 26.1. */
export const dockerTrixie: Recipe = engineImage({ ...docker, suite: 'trixie', packages })

/** Docker 28.5, and a server for those who come by ssh. */
export const dockerSid: Recipe = engineImage({ ...docker, suite: 'sid', packages: [...packages, 'openssh-server'] })
