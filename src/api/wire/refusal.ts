export interface Refusal {
  readonly message: string
  /** Podman alone names one. */
  readonly cause?: string | undefined
}

/** What the body of an error says. Podman and proxies answer some in plain text. */
export const refusal = (text: string): Refusal => {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string') {
      const cause = 'cause' in body && typeof body.cause === 'string' ? body.cause : undefined
      return { message: body.message.trim(), cause }
    }
  } catch {}
  return { message: text.trim().slice(0, 500) }
}
