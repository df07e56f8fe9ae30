/**
 * The status that Docker answers for what Podman calls a server error. Podman names the cause, in words that are the same in
 * versions 4 and 5, and less so in the message around them.
 */
export const meantStatus = (status: number, cause: string): number =>
  status === 500 ? (refusals.find(([words]) => words.test(cause))?.[1] ?? status) : status

const refusals: readonly (readonly [words: RegExp, status: number])[] = [
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
