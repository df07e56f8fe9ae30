import type { Chance } from '../hostile/seeded.ts'

/** One way to spoil bytes. */
type Spoil = (bytes: Buffer, chance: Chance) => Buffer

/** The same bytes, spoiled in one to three places. */
export const mutated = (bytes: Buffer, chance: Chance): Buffer => {
  let spoiled = bytes
  for (let left = 1 + chance.below(3); left > 0; left--) spoiled = chance.oneOf(spoils)(spoiled, chance)
  return spoiled
}

const place = (bytes: Buffer, { below }: Chance): number => below(bytes.length + 1)

const noise = ({ below }: Chance, length: number): Buffer => Buffer.from(Array.from({ length }, () => below(256)))

const insert = (bytes: Buffer, at: number, more: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])

/** Puts something else in the place of one match. */
const replaceOne = (bytes: Buffer, chance: Chance, pattern: RegExp, other: string): Buffer => {
  const text = bytes.toString('latin1')
  const found = [...text.matchAll(pattern)]
  if (found.length === 0) return bytes
  const { index, 0: match } = chance.oneOf(found)
  return Buffer.from(text.slice(0, index) + other + text.slice(index + match.length), 'latin1')
}

/** The same in a body of JSON, where the length is made to fit: the answer is whole, and says something else. */
const replaceValue = (bytes: Buffer, chance: Chance, pattern: RegExp, other: string): Buffer => {
  const head = bytes.indexOf('\r\n\r\n') + 4
  const body = replaceOne(bytes.subarray(head), chance, pattern, other)
  const length = `Content-Length: ${body.length}`
  return Buffer.concat([Buffer.from(bytes.toString('latin1', 0, head).replace(/content-length: \d+/i, length)), body])
}

const value = /(?<=":)(?:"[^"]*"|-?\d+|true|false|null|\[\]|\{\})/g

const spoils: readonly Spoil[] = [
  // One bit, or one byte.
  (bytes, chance) => {
    const at = chance.below(bytes.length)
    const spoiled = Buffer.from(bytes)
    spoiled[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8))
    return spoiled
  },
  (bytes, chance) => {
    const spoiled = Buffer.from(bytes)
    spoiled[chance.below(bytes.length)] = chance.below(256)
    return spoiled
  },
  // Something missing, twice, or in between.
  (bytes, chance) => {
    const at = place(bytes, chance)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + chance.below(40))])
  },
  (bytes, chance) => {
    const at = place(bytes, chance)
    return insert(bytes, at, bytes.subarray(at, at + 1 + chance.below(200)))
  },
  (bytes, chance) => insert(bytes, place(bytes, chance), noise(chance, 1 + chance.below(40))),
  // The end is missing.
  (bytes, chance) => bytes.subarray(0, place(bytes, chance)),
  // Lengths: of the body, of chunks, of frames.
  (bytes, chance) =>
    replaceOne(bytes, chance, /\d+/g, String(chance.oneOf([0, 1, -1, 7, 4_000, 2 ** 31, 2 ** 53, 10 ** 30]))),
  (bytes, chance) =>
    replaceOne(
      bytes,
      chance,
      /(?<=\r\n)[0-9a-f]+(?=\r\n)/g,
      chance.oneOf(['0', '1', 'fffffff', 'ffffffffffffffffff', '-1', 'xyz', '']),
    ),
  (bytes, chance) => {
    const frame = bytes.indexOf(Buffer.from([1, 0, 0, 0]))
    if (frame < 0) return bytes
    const spoiled = Buffer.from(bytes)
    for (let at = frame; at < Math.min(frame + 8, bytes.length); at++)
      if (chance.below(2) === 0) spoiled[at] = chance.below(256)
    return spoiled
  },
  // Headers.
  (bytes, chance) => replaceOne(bytes, chance, /\r\n/g, chance.oneOf(['\n', '\r', '', '\r\n\r\n', '\r\n '])),
  (bytes, chance) =>
    replaceOne(bytes, chance, / \d{3} /g, ` ${chance.oneOf([100, 101, 199, 204, 205, 304, 302, 404, 409, 500, 999])} `),
  (bytes, chance) =>
    replaceOne(
      bytes,
      chance,
      /^[^\r]+(?=\r\n)/gm,
      chance.oneOf([
        'Transfer-Encoding: chunked',
        'Content-Length: 3',
        'Connection: close',
        'Content-Type: text/html',
        'X: \u0000',
      ]),
    ),
  // What the answer says.
  (bytes, chance) =>
    replaceValue(bytes, chance, /^.*$/gs, chance.oneOf(['{}', '[]', 'null', '{"Id":"x"}', '{"State":{}}'])),
  (bytes, chance) =>
    replaceValue(
      bytes,
      chance,
      value,
      chance.oneOf(['null', '[]', '{}', '0', '-1', '1e400', '""', '"x"', 'true', '[null]', '{"a":{}}']),
    ),
  (bytes, chance) =>
    replaceValue(bytes, chance, /"\w+"(?=:)/g, chance.oneOf(['"__proto__"', '"constructor"', '""', '"Id"', '"State"'])),
]
