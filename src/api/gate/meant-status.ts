import type { Refusal } from '../wire/refusal.ts'
import type { EngineKind } from './gate.ts'

/** The status that fits a refusal which the engine calls a server error. */
export const meantStatus = (status: number, { message, cause = '' }: Refusal, kind: EngineKind): number => {
  if (status !== 500) return status
  const [refusals, said] = kind === 'podman' ? [podmanRefusals, cause] : [dockerRefusals, message]
  return refusals.find(([words]) => words.test(said))?.[1] ?? status
}

type Refusals = readonly (readonly [words: RegExp, status: number])[]

const dockerRefusals: Refusals = [
  // What a swarm holds is changed from the version that was seen.
  [/\bupdate out of sequence$/, 409],
]

// Podman names the cause, in words that are the same in versions 4 and 5, and less so in the message around them.
const podmanRefusals: Refusals = [
  [/^invalid argument$/, 400],
  [/\binvalid (\w+ )?filter\b/, 400],
  [/\bcommand that was not found$/, 400],
  [/^network not found$/, 404],
  // One that is removed while it is asked for.
  [/^no such container$/, 404],
  [/^network is (being used|already connected)$/, 403],
  [/^default network .+ cannot be removed$/, 403],
  [/^(container|exec session) state improper$/, 409],
  [/^that name is already in use$/, 409],
  [/^(container|network) already exists$/, 409],
  [/^UNIQUE constraint failed: ContainerConfig\.Name$/, 409],
  [/\bby ID with more than one tag\b/, 409],
]
