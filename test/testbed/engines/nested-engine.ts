import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ContainerCreateRequest, Engine, NotFoundError } from '../../../src/api/index.ts'
import { cachePath } from '../cache.ts'
import { ensureEngine } from '../engine.ts'
import { EngineImages, ping } from '../engine-images.ts'
import type { Recipe } from '../images/recipe.ts'
import { revision } from '../images/recipes.ts'
import { withLock } from '../lock.ts'
import type { EnsureToolsOptions } from '../packages.ts'
import { step } from '../progress.ts'
import { Workshop } from '../workshop.ts'
import { enter } from './namespace.ts'
import { relayRegistries } from './relay.ts'
import type { RunningEngine } from './running-engine.ts'
import { handOver } from './test-images.ts'

/** An engine that runs in a container of the test bed's own one, in a network of its own. */
export interface NestedEngine {
  /** Names its container and its folder below the cache. */
  readonly name: string
  readonly image: Recipe
  /** Shell script that ends in the engine, which listens on `/engine/engine.sock`. */
  readonly script: string
  /** Arguments of the script. */
  readonly args?: readonly string[]
  /** More `source:target:options`. */
  readonly binds?: readonly string[]
}

/**
 * Starts it, unless it runs already, and gives it the images of the tests.
 *
 * @throws Error with the last lines that it printed, when it ends or does not answer within a minute
 */
export const startNested = async (nested: NestedEngine, options: EnsureToolsOptions): Promise<RunningEngine> => {
  const outer = await ensureEngine(options)
  refuse(outer.host)
  await withLock(`image ${nested.image.names[0]}`, () => ensureImage(nested.image, outer.host, options), options.signal)
  const { name } = nested
  const stop = () => stopNested(name)
  try {
    const host = `unix://${engineFolder(name)}/engine.sock`
    const text = `starting it in a container of ${outer.host}`
    const pid = await step(options.onProgress, name, text, () =>
      start(nested, { outer: outer.host, host }, options.signal),
    )
    await relayRegistries(pid, options)
    await step(options.onProgress, name, 'giving it the images of the tests', () => handOver(outer.host, host))
    const env = {
      DOCKER_HOST: host,
      TMPDIR: temporaryFolder(name),
      // Where its containers find it.
      TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE: '/engine/engine.sock',
    }
    return { host, env, prefix: enter(pid), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Removes its container with all that it holds. Whether there was one. */
export const stopNested = async (name: string): Promise<boolean> => {
  const outer = await ensureEngine()
  await using engine = await Engine.connect({ host: outer.host })
  try {
    await engine.containers.remove(containerName(name), { force: true, volumes: true })
    return true
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
}

/** Names of the nested engines that there are now. */
export const nestedEngines = async (): Promise<readonly string[]> => {
  const outer = await ensureEngine()
  await using engine = await Engine.connect({ host: outer.host })
  const found = await engine.containers.list({ all: true, filters: { label: [LABEL] } })
  return found.map(({ Names: [name = ''] }) => name.slice(containerName('').length + 1))
}

const LABEL = 'slipway.testbed.engine'

const containerName = (name: string) => `slipway-engine-${name}`

/** A folder of the machine that its container has as `/engine`. */
export const engineFolder = (name: string, ...below: string[]): string => cachePath('engines', name, ...below)

// What tests put there can be bind mounted: the engine has it at the same path.
const temporaryFolder = (name: string) => engineFolder(name, 'tmp')

const refuse = (outer: string) => {
  if (process.platform === 'linux' && process.getuid?.() === 0 && outer.startsWith('unix:')) return
  throw new Error(
    `Another engine cannot be run inside \`${outer}\` here: that takes root on Linux, and a local engine. Name the engine \`testbed\` instead.`,
  )
}

const ensureImage = async (recipe: Recipe, host: string, options: EnsureToolsOptions) => {
  const images = new EngineImages(host, options.signal)
  const [name] = recipe.names
  if ((await images.present()).get(name) === revision(recipe)) return
  const workshop = new Workshop(options)
  await workshop.build(recipe, await workshop.prepare(recipe, 0), images)
}

const start = async (
  nested: NestedEngine,
  { outer, host }: { readonly outer: string; readonly host: string },
  signal: AbortSignal | undefined,
) => {
  await using engine = await Engine.connect({ host: outer })
  const id = await ensureContainer(engine, nested)
  await untilAnswers(engine, id, host, signal)
  return (await engine.containers.inspect(id)).State.Pid
}

const ensureContainer = async (engine: Engine, nested: NestedEngine) => {
  const config = configOf(nested)
  const wanted = createHash('sha256').update(JSON.stringify(config)).digest('hex')
  const name = containerName(nested.name)
  const [found] = await engine.containers.list({ filters: { name: [`^/${name}$`], label: [`${LABEL}=${wanted}`] } })
  if (found) return found.Id
  await stopNested(nested.name)
  await mkdir(temporaryFolder(nested.name), { recursive: true })
  const { Id } = await engine.containers.create({ ...config, Labels: { [LABEL]: wanted } }, { name })
  await engine.containers.start(Id)
  return Id
}

const configOf = ({ name, image, script, args = [], binds = [] }: NestedEngine): ContainerCreateRequest => ({
  Image: image.names[0],
  Hostname: name,
  Cmd: ['/bin/sh', '-ec', `${prepareMounts}${script}`, 'engine', ...args],
  // So that an image which was made anew is not taken for the one that runs.
  Env: [`TESTBED_REVISION=${revision(image)}`],
  HostConfig: {
    // All that `Privileged` gives, but for the one capability that even root may lack in a virtual machine.
    CapAdd: ['ALL'],
    CapDrop: ['SYS_RESOURCE'],
    SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
    MaskedPaths: [],
    ReadonlyPaths: [],
    DeviceCgroupRules: ['a *:* rwm'],
    Ulimits: [{ Name: 'nofile', Soft: 20_000, Hard: 20_000 }],
    Binds: [`${engineFolder(name)}:/engine`, `${temporaryFolder(name)}:${temporaryFolder(name)}`, ...binds],
    Tmpfs: { '/run': 'exec', '/tmp': 'exec' },
    CgroupnsMode: 'private',
    Init: true,
  },
})

// Containers get these read-only; what makes containers writes there.
const prepareMounts = `
mount -o remount,rw /sys
mount -o remount,rw /sys/fs/cgroup
for folder in /sys/fs/cgroup/*/; do mountpoint -q "$folder" && mount -o remount,bind,rw "$folder"; done
mkdir -p /dev/net
[ -e /dev/fuse ] || mknod /dev/fuse c 10 229
[ -e /dev/net/tun ] || mknod /dev/net/tun c 10 200
mount --make-rshared /
rm -f /engine/engine.sock
`

const untilAnswers = async (engine: Engine, id: string, host: string, signal: AbortSignal | undefined) => {
  const deadline = Date.now() + 60_000
  for (;;) {
    signal?.throwIfAborted()
    if (
      await ping(host, AbortSignal.timeout(2_000)).then(
        () => true,
        () => false,
      )
    )
      return
    const { Running, ExitCode } = (await engine.containers.inspect(id)).State
    if (!Running) throw new Error(`The engine ended with exit code ${ExitCode}.\n${await lastWords(engine, id)}`)
    if (Date.now() > deadline) throw new Error(`The engine does not answer after 60 s.\n${await lastWords(engine, id)}`)
    await sleep(50)
  }
}

const lastWords = async (engine: Engine, id: string) =>
  (await (await engine.containers.logs(id, { tail: 20 })).text()).output
