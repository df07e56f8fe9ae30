/** A version of the API that brought something new. */
export type ApiVersion = `1.${number}`

/** Whether an API version such as `1.9` comes before another such as `1.41`. */
export const isOlder = (version: string, other: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major === otherMajor ? minor < otherMinor : major < otherMajor
}
