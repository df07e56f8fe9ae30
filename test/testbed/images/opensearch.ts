import { existsSync } from 'node:fs'
import { copyFile, cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../command.ts'
import { copyArtifacts, mavenTools } from './maven.ts'
import { moduleDescriptor, modules } from './opensearch-modules.ts'
import { type Recipe, sourcePath, type Work } from './recipe.ts'

interface Release {
  readonly version: string
  /** Of the server's own log4j-api: log4j-core is optional in its package, and must be of the same version. */
  readonly log4j: string
  /** Whether the security plugin is published for it: TLS and passwords. */
  readonly hasSecurity: boolean
}

/** OpenSearch put together from its Maven packages, behind an entry point that keeps the contract of the Hub's image. */
const opensearch = (release: Release): Recipe => ({
  names: [`opensearchproject/opensearch:${release.version}`],
  parent: 'slipway-testbed/jre:17',
  tools: [...mavenTools, { program: 'unzip', package: 'unzip' }],
  seconds: 30,
  sources: ['opensearch.ts', 'opensearch-modules.ts', 'maven.ts', 'opensearch'],
  prepare: async (folder, work) => {
    const home = join(folder, 'opensearch')
    await copyArtifacts(home, artifactsOf(release), work)
    await completeModules(home, release.version)
    if (release.hasSecurity) await unpackSecurity(home, release.version, work)
    await copyFile(sourcePath('opensearch', 'Dockerfile'), join(folder, 'Dockerfile'))
    for (const name of ['bin', 'config', 'opensearch-docker-entrypoint.sh']) {
      await cp(sourcePath('opensearch', name), join(home, name), { recursive: true })
    }
    for (const name of ['data', 'logs', 'plugins']) await mkdir(join(home, name), { recursive: true })
  },
})

export const opensearch1: Recipe = opensearch({ version: '1.3.7', log4j: '2.17.1', hasSecurity: false })
export const opensearch2: Recipe = opensearch({ version: '2.19.4', log4j: '2.21.0', hasSecurity: true })

const SECURITY = 'plugins/opensearch-security'

const artifactsOf = ({ version, log4j, hasSecurity }: Release) => ({
  lib: [
    `org.opensearch:opensearch:${version}`,
    // Two small classes that have not changed since; later releases do not publish them.
    'org.opensearch:opensearch-plugin-classloader:1.3.7',
    `org.apache.logging.log4j:log4j-core:${log4j}`,
    'org.locationtech.spatial4j:spatial4j:0.7',
    'org.locationtech.jts:jts-core:1.15.0',
  ],
  ...Object.fromEntries(
    modules.map(({ name, artifact }) => [`modules/${name}`, [`org.opensearch.plugin:${artifact}:${version}`]]),
  ),
  ...(hasSecurity ? { [SECURITY]: [`org.opensearch.plugin:opensearch-security:${version}.0:zip`] } : {}),
})

// A module may not bring what lib has already, in whatever version.
const completeModules = async (home: string, version: string) => {
  const inLib = new Set((await readdir(join(home, 'lib'))).map(withoutVersion))
  for (const module of modules) {
    const folder = join(home, 'modules', module.name)
    for (const jar of await readdir(folder)) if (inLib.has(withoutVersion(jar))) await rm(join(folder, jar))
    await writeFile(join(folder, 'plugin-descriptor.properties'), moduleDescriptor(module, version))
    const policy = sourcePath('opensearch', 'policies', module.name)
    if (existsSync(policy)) await copyFile(policy, join(folder, 'plugin-security.policy'))
  }
}

const withoutVersion = (jar: string) => jar.replace(/-\d[^/]*\.jar$/, '')

const unpackSecurity = async (home: string, version: string, { name, signal }: Work) => {
  const folder = join(home, SECURITY)
  const archive = `opensearch-security-${version}.0.zip`
  await run('unzip', ['-q', archive], { log: `prepare-${name}`, cwd: folder, signal })
  await rm(join(folder, archive))
  await mkdir(join(home, 'config'))
  await rename(join(folder, 'config'), join(home, 'config', 'opensearch-security'))
  await run('sh', ['-c', 'chmod +x tools/*.sh'], { log: `prepare-${name}`, cwd: folder, signal })
}
