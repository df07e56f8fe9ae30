import { Readable } from 'node:stream'
import { registryHost, serverAddress } from '../../registry/registry-of.ts'
import { openOutput } from '../buildkit/output.ts'
import { readSecrets, secretsHost } from '../buildkit/secrets.ts'
import { type Answers, openBuildSession } from '../buildkit/session.ts'
import { findAgents } from '../buildkit/ssh-agents.ts'
import { buildImage, type ImageBuildOptions } from '../image-build.ts'
import type { Session } from '../session.ts'
import type { AuthConfig } from '../types/index.ts'
import type { Wire } from '../wire/wire.ts'
import { choosesClassic, networkFor, refuseClash, refuseForClassic, sentPath } from './choices.ts'
import { type GivenFiles, givenFiles } from './context-content.ts'
import type { EngineBuildOptions, EngineBuildResult } from './options.ts'

/** Where a build runs. */
export interface BuildPlace {
  readonly wire: Wire
  readonly sessions: Session
}

/** Builds with the builder that the engine has, and answers it while it builds. See Engine.build(). */
export const build = async (
  place: BuildPlace,
  context: string | Readable | Uint8Array,
  options: EngineBuildOptions,
): Promise<EngineBuildResult> => {
  options.signal?.throwIfAborted()
  refuseClash(options)
  const given = givenFiles(context, options)
  const secrets = options.secrets && (await readSecrets(options.secrets))
  const ssh = options.ssh === undefined ? undefined : await findAgents(options.ssh)
  const isClassic = await choosesClassic(place.wire, options)
  if (isClassic) refuseForClassic(place.wire, options)
  const answers = isClassic ? undefined : { secrets, ssh }
  const parameters = await parametersOf(options, answers)
  const output = options.output && (await openOutput(options.output))
  try {
    const archive = await archiveOf(context, options, { given, isClassic })
    const imageId = await run(place, archive, parameters, options, answers && { ...answers, output })
    await output?.keep()
    return { imageId }
  } catch (error) {
    await output?.drop(error)
    throw error
  }
}

/** The operation's own parameters. */
const parametersOf = async (
  options: EngineBuildOptions,
  answers: Pick<Answers, 'secrets'> | undefined,
): Promise<ImageBuildOptions> => {
  const { tags, buildArgs, target, platform, pull, cache, cacheFrom, labels, extraHosts = [], auth, output } = options
  const guard = answers?.secrets?.size ? [await secretsHost(answers.secrets)] : []
  return {
    version: answers ? '2' : '1',
    t: tags,
    dockerfile: sentPath(options),
    buildargs: buildArgs,
    target,
    platform,
    pull,
    nocache: cache === false || undefined,
    cachefrom: cacheFrom,
    labels,
    networkmode: networkFor(options, answers === undefined),
    extrahosts: [...extraHosts, ...guard],
    outputs: output && [{ Type: 'tar', Attrs: {} }],
    registryAuth: auth && byServerAddress(auth),
  }
}

const archiveOf = async (
  context: string | Readable | Uint8Array,
  options: EngineBuildOptions,
  { given, isClassic }: { readonly given: GivenFiles; readonly isClassic: boolean },
): Promise<Readable | Uint8Array> => {
  const { dockerfile = 'Dockerfile' } = options
  // Reading folders and archives takes packages that are worth loading only now.
  const archive =
    typeof context === 'string'
      ? await (await import('./context.ts')).packContext(context, {
          dockerfile: typeof dockerfile === 'string' ? dockerfile : undefined,
          given,
          isClassic,
          signal: options.signal,
        })
      : context
  return given.size > 0 ? (await import('./given-files.ts')).withGivenFiles(given, archive, options) : archive
}

/** @param answers what BuildKit may ask for; undefined for the classic builder */
const run = async (
  { wire, sessions }: BuildPlace,
  archive: Readable | Uint8Array,
  parameters: ImageBuildOptions,
  { auth, onProgress, signal }: EngineBuildOptions,
  answers: Omit<Answers, 'auth'> | undefined,
): Promise<string | undefined> => {
  const problems: unknown[] = []
  try {
    const session = answers && (await openBuildSession({ ...answers, auth }, { wire, sessions, problems, signal }))
    try {
      const listener = { onEvent: onProgress, problems }
      return await buildImage(wire, archive, { ...parameters, session: session?.id, signal }, listener)
    } finally {
      session?.close()
    }
  } finally {
    // What is left of it nobody will read.
    if (archive instanceof Readable) archive.destroy()
  }
}

const byServerAddress = (auth: Readonly<Record<string, AuthConfig>>): Readonly<Record<string, AuthConfig>> =>
  Object.fromEntries(Object.entries(auth).map(([host, value]) => [serverAddress(registryHost(host)), value]))
