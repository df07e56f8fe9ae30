import { type ContainerInspect, type Engine, NotFoundError } from '../api/index.ts'
import { getContainerRuntimeClient } from '../container/runtime-client.ts'

/** A container whose log goes to the tests that fail. */
export interface Witness {
  /** What the test calls it. */
  readonly name: string
  readonly id: string
}

/**
 * What a container printed last, in words to put below an error message. It never throws: it is read while a test fails already.
 *
 * @param lineCount how many lines at most
 */
export const lastWords = async ({ name, id }: Witness, lineCount: number): Promise<string> => {
  const shortId = id.slice(0, 12)
  try {
    const { engine } = await getContainerRuntimeClient()
    const signal = AbortSignal.timeout(limitMs)
    const [inspected, lines] = await Promise.all([
      engine.containers.inspect(id, { signal }),
      linesOf(engine, id, lineCount, signal),
    ])
    const subject = `\`${name}\` (${[inspected.Config.Image, shortId, ...endOf(inspected)].join(', ')})`
    if (lines.length === 0) return `${subject} printed nothing.`
    return [`Last log lines of ${subject}:`, ...lines.map((line) => `  ${line}`)].join('\n')
  } catch (error) {
    if (error instanceof NotFoundError) return `\`${name}\` (${shortId}) is gone from the engine, and its log with it.`
    const reason = error instanceof Error ? error.message : String(error)
    return `What \`${name}\` (${shortId}) printed is not known: ${reason}`
  }
}

// A test waits for it, and may be at its own limit.
const limitMs = 5_000

const linesOf = async (engine: Engine, id: string, tail: number, signal: AbortSignal): Promise<readonly string[]> => {
  const output = await engine.containers.logs(id, { tail, signal })
  const lines: string[] = []
  for await (const { text } of output.lines()) lines.push(text)
  // Engines count the lines of the two streams in different ways.
  return lines.slice(-tail)
}

const endOf = ({ State }: ContainerInspect): readonly string[] =>
  State.Running ? [] : [`exited with code ${State.ExitCode}`]
