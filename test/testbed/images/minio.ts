import { copyFile, link } from 'node:fs/promises'
import { join } from 'node:path'
import { kept } from '../kept.ts'
import { goInstall } from './go.ts'
import { type Recipe, sourcePath, type Work } from './recipe.ts'

/** MinIO, compiled from its Go module: there is no distribution package, and no image on the Hub any more. */
export const minio: Recipe = {
  names: ['minio/minio:latest', `minio/minio:RELEASE.2026-02-12T20-18-48Z`],
  parent: 'busybox:latest',
  tools: [],
  seconds: 180,
  sources: ['minio.ts', 'minio'],
  prepare: async (folder, work) => {
    const binary = await kept('minio-binary', VERSION, (target) => compile(target, work), work.signal)
    await link(join(binary, 'minio'), join(folder, 'minio'))
    for (const name of ['Dockerfile', 'docker-entrypoint.sh']) {
      await copyFile(sourcePath('minio', name), join(folder, name))
    }
  },
}

// The module has pseudo-versions only; its release is the label of the same commit.
const VERSION = 'v0.0.0-20260212201848-7aac2a2c5b7c'
const COMMIT = '7aac2a2c5b7c'

const compile = (target: string, work: Work) =>
  goInstall(
    target,
    {
      module: `github.com/minio/minio@${VERSION}`,
      goMinor: 24,
      variables: {
        'github.com/minio/minio/cmd.Version': '2026-02-12T20:18:48Z',
        'github.com/minio/minio/cmd.ReleaseTag': 'RELEASE.2026-02-12T20-18-48Z',
        'github.com/minio/minio/cmd.CommitID': COMMIT,
        'github.com/minio/minio/cmd.ShortCommitID': COMMIT,
        'github.com/minio/minio/cmd.CopyrightYear': '2026',
      },
    },
    work,
  )
