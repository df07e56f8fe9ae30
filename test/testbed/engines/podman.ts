import type { Recipe } from '../images/recipe.ts'
import type { EnsureToolsOptions } from '../packages.ts'
import { ensureRegistries } from '../registry.ts'
import { startNested } from './nested-engine.ts'
import type { RunningEngine } from './running-engine.ts'

export interface PodmanOptions {
  readonly name: string
  readonly image: Recipe
}

/** Starts Podman in a container, with its service that speaks Docker's API. */
export const startPodman = async (podman: PodmanOptions, options: EnsureToolsOptions): Promise<RunningEngine> => {
  const { open, guarded } = await ensureRegistries(options)
  return startNested({ ...podman, script, args: [open, guarded] }, options)
}

// There is no systemd: control groups and events are Podman's own work. More open files than this cannot be had everywhere.
const script = `
mkdir -p /etc/containers
cat > /etc/containers/containers.conf <<END
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=20000:20000"]
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "crun"
END
cat > /etc/containers/registries.conf <<END
unqualified-search-registries = ["docker.io"]
short-name-mode = "disabled"
[[registry]]
prefix = "docker.io"
location = "docker.io"
[[registry.mirror]]
location = "$1"
insecure = true
[[registry]]
location = "$1"
insecure = true
[[registry]]
location = "$2"
insecure = true
END
export PODMAN_IGNORE_CGROUPSV1_WARNING=1
exec podman system service --time=0 unix:///engine/engine.sock
`
