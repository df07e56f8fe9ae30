/** An engine that answers, and how a program has to be started to be on the same network as its published ports. */
export interface RunningEngine {
  /** Where this process reaches it. */
  readonly host: string
  /** For the environment of a program that uses it: the road that is to be tested. */
  readonly env: Readonly<Record<string, string>>
  /** Goes before the program and its arguments. */
  readonly prefix: readonly string[]
  /** Ends it, and removes all that it holds. Whether it was there. */
  readonly stop: () => Promise<boolean>
}
