import { isAbsolute, normalize, sep } from 'node:path'
import { InvalidArgumentError } from '../../events/error.ts'
import { requireDocker } from '../gate/gate.ts'
import { isOlder } from '../gate/version.ts'
import { readText } from '../stream/read.ts'
import type { Wire } from '../wire/wire.ts'
import { inlineName } from './inline-name.ts'
import type { EngineBuildOptions } from './options.ts'

/** Whether the classic builder builds. @throws UnsupportedError when BuildKit is asked for and the engine has none */
export const choosesClassic = async (wire: Wire, { builder, signal }: EngineBuildOptions): Promise<boolean> => {
  if (builder === 'buildkit') requireDocker('BuildKit', wire)
  if (builder !== undefined) return builder === 'classic'
  if (wire.kind !== 'docker' || isOlder(wire.apiVersion, '1.41')) return true
  if (wire.builderVersion !== undefined) return wire.builderVersion !== '2'
  // Docker 20.10 names none, and has it on Linux.
  const { headers, body } = await wire.bytes({ method: 'GET', path: '/_ping', signal })
  await readText(body)
  return headers.ostype !== 'linux'
}

/** @throws InvalidArgumentError when options do not go together, or the Dockerfile lies outside of the context */
export const refuseClash = ({ dockerfile, tags, output }: EngineBuildOptions): void => {
  if (typeof dockerfile === 'string' && leavesContext(dockerfile)) {
    throw new InvalidArgumentError(
      `Dockerfile \`${dockerfile}\` is not in the build context: expected its path from there. Give its text as \`{ content }\`.`,
    )
  }
  if (output && tags?.length) {
    throw new InvalidArgumentError('`tags` name an image, and `output` asks for none. Leave one of them out.')
  }
}

/** @throws UnsupportedError, or InvalidArgumentError where BuildKit could be chosen, when the options need it */
export const refuseForClassic = (wire: Wire, { secrets, ssh, output }: EngineBuildOptions): void => {
  const needs = Object.entries({ secrets, ssh, output }).find(([, value]) => value !== undefined)?.[0]
  if (needs === undefined) return
  requireDocker(`BuildKit, which \`${needs}\` of a build needs`, wire)
  throw new InvalidArgumentError(
    `\`${needs}\` of a build needs BuildKit, and this one goes to the classic builder. Ask for \`builder: 'buildkit'\`.`,
  )
}

/** The network of RUN steps, as the builder calls it. @throws InvalidArgumentError when BuildKit has no such thing */
export const networkFor = ({ networkMode }: EngineBuildOptions, isClassic: boolean): string | undefined => {
  if (isClassic || networkMode === undefined || networkMode === 'host' || networkMode === 'none') return networkMode
  if (networkMode === 'bridge' || networkMode === 'default') return undefined
  throw new InvalidArgumentError(
    `Network \`${networkMode}\` cannot be had by BuildKit: expected \`none\`, \`host\` or \`bridge\`. Ask for \`builder: 'classic'\`.`,
  )
}

/** The Dockerfile's path as the engine writes paths. */
export const sentPath = ({ dockerfile }: EngineBuildOptions): string | undefined => {
  if (dockerfile === undefined) return undefined
  return typeof dockerfile === 'string' ? normalize(dockerfile).split(sep).join('/') : inlineName
}

const leavesContext = (path: string): boolean => isAbsolute(path) || normalize(path).split(sep)[0] === '..'
