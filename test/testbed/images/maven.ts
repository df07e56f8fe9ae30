import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../command.ts'
import type { Tool } from '../packages.ts'
import type { Work } from './recipe.ts'

export const mavenTools: readonly Tool[] = [{ program: 'mvn', package: 'maven' }]

/**
 * Copies artifacts into folders below the target.
 *
 * @param folders for each folder the artifacts as `group:name:version`, with all that they need at run time, or
 *   `group:name:version:zip`, which comes alone
 */
export const copyArtifacts = async (
  target: string,
  folders: Readonly<Record<string, readonly string[]>>,
  work: Work,
): Promise<void> => {
  const project = await mkdtemp(join(tmpdir(), 'slipway-maven-'))
  try {
    // One project with a module for each folder: Maven starts once, and what the folders share is resolved once.
    await writeFile(
      join(project, 'pom.xml'),
      pom('all', `<modules>${Object.keys(folders).map(asModule).join('')}</modules>`),
    )
    for (const [name, artifacts] of Object.entries(folders)) {
      await mkdir(join(project, name), { recursive: true })
      const output = `<properties><outputDirectory>${join(target, name)}</outputDirectory></properties>`
      const dependencies = `<dependencies>${artifacts.map(asDependency).join('')}</dependencies>`
      await writeFile(join(project, name, 'pom.xml'), pom(name, output + dependencies))
    }
    await run('mvn', ['-q', '-B', '-f', project, 'dependency:copy-dependencies', '-DincludeScope=runtime'], {
      log: `maven-${work.name}`,
      signal: work.signal,
    })
  } finally {
    await rm(project, { recursive: true, force: true })
  }
}

const pom = (name: string, content: string) =>
  `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>slipway.testbed</groupId><artifactId>${name.replaceAll('/', '-')}</artifactId><version>1</version>
<packaging>pom</packaging>
${content}
</project>
`

const asModule = (name: string) => `<module>${name}</module>`

const asDependency = (coordinates: string) => {
  const [group, name, version, type] = coordinates.split(':')
  const alone = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>'
  return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>${
    type === undefined ? '' : `<type>${type}</type>${alone}`
  }</dependency>`
}
