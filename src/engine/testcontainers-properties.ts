import { join } from 'node:path'
import { readConfiguration } from './configuration-file.ts'

/** What users of testcontainers say about their engine in their own folder. */
export interface TestcontainersProperties {
  /** `tc.host`: written by Testcontainers Desktop, and left behind when it does not run. */
  readonly tcHost: string | undefined
  readonly dockerHost: string | undefined
  /** DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, as far as the file has them. */
  readonly tls: Readonly<Record<string, string>>
}

/** Reads `~/.testcontainers.properties`, which need not be there. */
export const readTestcontainersProperties = async (home: string): Promise<TestcontainersProperties> => {
  const properties = parseProperties((await readConfiguration(join(home, '.testcontainers.properties'))) ?? '')
  const certPath = properties.get('docker.cert.path')
  return {
    tcHost: properties.get('tc.host') || undefined,
    dockerHost: properties.get('docker.host') || undefined,
    tls: {
      ...(/^(1|true)$/i.test(properties.get('docker.tls.verify') ?? '') && { DOCKER_TLS_VERIFY: '1' }),
      ...(certPath && { DOCKER_CERT_PATH: certPath }),
    },
  }
}

/**
 * Parses the text of a Java properties file: `key=value`, `key: value` or `key value`, comments after `#` or `!`, a
 * backslash before a special character, and one at the end of a line that goes on. The last of equal keys counts.
 */
export const parseProperties = (text: string): ReadonlyMap<string, string> =>
  new Map(
    logicalLines(text).map((line) => {
      const [, key = '', value = ''] = /^((?:\\.|[^\\=:\s])*)[ \t\f]*[=:]?[ \t\f]*(.*)$/s.exec(line) ?? []
      return [unescaped(key), unescaped(value).trim()]
    }),
  )

// A comment does not go on in the next line, whatever it ends with.
const logicalLines = (text: string): readonly string[] => {
  const lines: string[] = []
  let open = ''
  for (const line of text.split(/\r\n|\r|\n/)) {
    const part = line.trimStart()
    if (open === '' && (part === '' || /^[#!]/.test(part))) continue
    const goesOn = backslashesAtEnd(part) % 2 === 1
    open += goesOn ? part.slice(0, -1) : part
    if (goesOn) continue
    lines.push(open)
    open = ''
  }
  return open === '' ? lines : [...lines, open]
}

// Not by an expression, which would look for them at every place of a long line.
const backslashesAtEnd = (line: string): number => {
  let count = 0
  while (line[line.length - 1 - count] === '\\') count++
  return count
}

const unescaped = (text: string): string =>
  text.replace(/\\(?:u([\da-f]{4})|(.))/gis, (_, code: string | undefined, character: string) =>
    code === undefined ? (controls[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  )

const controls: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }
