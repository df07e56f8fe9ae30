import { dockerdPid, stopDockerd } from './dockerd.ts'
import { EngineImages } from './engine-images.ts'
import { findEngine } from './find-engine.ts'
import { recipes } from './images/recipes.ts'
import { printProgress } from './progress.ts'
import { stopRegistries } from './registry.ts'
import { startTestbed } from './testbed.ts'

const commands: Readonly<Record<string, (...names: string[]) => Promise<void>>> = {
  /** Engine and images; every image that there is a recipe for, when none is named. */
  async up(...names) {
    const bed = startTestbed(names.length > 0 ? names : recipes.map(({ names: [name] }) => name), {
      onProgress: printProgress,
    })
    await bed.ready
    process.stdout.write(`export DOCKER_HOST=${(await bed.engine).host}\n`)
  },

  /** Ends what the test bed started. Images and everything that was built stay in the cache folder. */
  async down() {
    process.stdout.write((await stopDockerd()) ? 'engine stopped\n' : 'no engine of ours is running\n')
    process.stdout.write((await stopRegistries()) ? 'registries stopped\n' : 'no registry of ours is running\n')
  },

  async status() {
    const { host, tried } = await findEngine()
    process.stdout.write(
      host ? `engine ${host}${dockerdPid() ? '' : ' (not ours)'}\n` : `no engine: ${tried.join('; ')}\n`,
    )
    if (host === undefined) return
    const present = await new EngineImages(host).present()
    for (const name of recipes.flatMap(({ names }) => names)) {
      process.stdout.write(`${present.has(name) ? 'present' : 'missing'}  ${name}\n`)
    }
  },
}

const [name = 'status', ...rest] = process.argv.slice(2)
const command = commands[name]
if (command === undefined) {
  process.stderr.write(`Unknown command \`${name}\`: expected up [image…], down or status.\n`)
  process.exitCode = 1
} else {
  await command(...rest).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  })
}
