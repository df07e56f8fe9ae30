import type { Chance } from './seeded.ts'

/** One entry of a tar archive, byte by byte as its maker wants it: nothing is checked or completed. */
export interface RawEntry {
  readonly name: string | Buffer
  /** Of ustar: `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` directory, `6` pipe, `x` PAX, `L` `K` GNU long names. */
  readonly type?: string
  readonly link?: string
  readonly content?: Buffer | string
  /** What the header says, whatever there is. */
  readonly size?: number | string | Buffer
  readonly mode?: number
  readonly prefix?: string
  readonly magic?: string
  readonly checksum?: number
  /** Further bytes of the header, by their offset. */
  readonly patches?: Readonly<Record<number, Buffer>>
}

export const rawTar = (entries: readonly RawEntry[], end: number = 1024): Buffer =>
  Buffer.concat([...entries.map(rawEntry), Buffer.alloc(end)])

/** A PAX header for the entry that follows. */
export const pax = (records: Readonly<Record<string, string>>): RawEntry => ({
  name: 'PaxHeaders/x',
  type: 'x',
  content: Object.entries(records).map(record).join(''),
})

/** A GNU header for the entry that follows: its name, or where it links to. */
export const gnuLong = (type: 'L' | 'K', text: string): RawEntry => ({
  name: '././@LongLink',
  type,
  content: `${text}\0`,
  magic: 'ustar  \0',
})

const record = ([key, value]: readonly [string, string]): string => {
  const text = ` ${key}=${value}\n`
  let length = Buffer.byteLength(text)
  while (String(length).length + Buffer.byteLength(text) !== length)
    length = String(length).length + Buffer.byteLength(text)
  return `${length}${text}`
}

const rawEntry = (entry: RawEntry): Buffer => {
  const { type = '0', link = '', mode = 0o644, prefix = '', magic = 'ustar\x0000' } = entry
  const content = Buffer.from(entry.content ?? '')
  const header = Buffer.alloc(512)
  Buffer.from(entry.name).copy(header, 0, 0, 100)
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  writeSize(header, entry.size ?? content.length)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write(type, 156, 'latin1')
  header.write(link, 157, 100)
  header.write(magic, 257, 'latin1')
  header.write(prefix, 345, 155)
  for (const [offset, bytes] of Object.entries(entry.patches ?? {})) bytes.copy(header, Number(offset))
  const sum = entry.checksum ?? header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)])
}

const writeSize = (header: Buffer, size: number | string | Buffer): void => {
  if (typeof size === 'number') header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  else Buffer.from(size).copy(header, 124, 0, 12)
}

/** Names that want to be somewhere else. */
const namesOutside = (outside: string): readonly string[] => [
  outside,
  `${outside}/evil`,
  `/${outside}/evil`,
  '/etc/slipway-evil',
  '..',
  '../evil',
  '../out/evil',
  './../out/evil',
  'a/../../out/evil',
  'a/b/../../../out/evil',
  'a/..//../out/evil',
  '../out/./evil',
  '..\\out\\evil',
  'a\\..\\..\\out\\evil',
  '.../evil',
  '.. /out/evil',
  '../out/evil\0.txt',
  'ok\0../../out/evil',
  'C:\\evil',
  '\\\\server\\share\\evil',
  '~/evil',
  '$HOME/evil',
  '%2e%2e/out/evil',
  '．．/out/evil',
  'link/../../out/evil',
]

/** Names that lead outside where a link has come before them. */
const namesThroughLinks: readonly string[] = [
  'toOutside/evil',
  'toOutside/deep/evil',
  'toOutside',
  'toOutside/',
  'toOutside/.',
  'toSecret',
  'toSecret/',
  'link',
  'link/',
  'link/evil',
  'link/secret',
]

/** Names that are odd and stay. */
const namesInside: readonly string[] = [
  '',
  '.',
  './',
  './.',
  '/',
  '//',
  ' ',
  'a',
  'a/b',
  'a/b/',
  'both',
  '__proto__',
  'constructor',
  'line\nbreak',
  'carriage\rreturn',
  'escape\u001b[31m',
  'back\\slash',
  '-rf',
  '*',
  'ümlaut/ß',
  '\u202egnp.exe',
  `long/${'n'.repeat(300)}`,
  `${'d/'.repeat(400)}deep`,
  'x'.repeat(256),
  'con',
  'aux.txt',
]

const targetsInside: readonly string[] = [
  'a',
  'a/b',
  'both',
  'link',
  '.',
  'toOutside',
  'toOutside/secret',
  'toSecret',
  'line\nbreak',
]

const linkTargets = (outside: string): readonly string[] => [
  outside,
  `${outside}/secret`,
  '/',
  '/etc/passwd',
  '..',
  '../out',
  '../out/secret',
  'a/../../out',
  './../out',
  'toOutside',
  'toOutside/secret',
  'toSecret',
  'link/..',
  'link/../out',
  '.',
  'a',
  'a/b',
  'both',
  'link',
  '',
  'ok\0../out',
  '..\\out',
]

const allTypes = [...'0000001112222345556', '\0', '7', 'S', 'D', 'V', 'M', 'A', 'x', 'g', 'L', 'K', 'ÿ']
const sizes: readonly (number | string | Buffer)[] = [
  2 ** 33 - 1,
  Buffer.from('80ffffffffffffffffffffff', 'hex'),
  Buffer.from('ffffffffffffffffffffffff', 'hex'),
  Buffer.from('800000000000000000000005', 'hex'),
  '-0000000001\0',
  'nonsense\0\0\0\0',
  '            ',
  '99999999999\0',
]
const numbers = [
  'ffffffffffffffff',
  '80ffffffffffffff',
  '8000000000000000',
  '6e6f6e73656e7365',
  '2020202020202020',
].map((hex) => Buffer.from(hex, 'hex'))
const modes = [0o644, 0o755, 0, 0o4777, 0o7777, 0o777]

/** A hostile archive that comes out the same for the same chance. @param outside a folder that it wants to write to */
export const hostileTar = (chance: Chance, outside: string): Buffer => {
  const some = (share: number): boolean => chance.next() < share
  // The bold ones are refused at once; others get further, and at what they find there.
  const isBold = some(0.5)
  const names = isBold ? [...namesOutside(outside), ...namesInside] : [...namesThroughLinks, ...namesInside]
  const targets = isBold ? linkTargets(outside) : targetsInside
  const types = isBold ? allTypes : [...'0000012255']

  const entry = (): readonly RawEntry[] => {
    const name = chance.oneOf(names)
    const type = chance.oneOf(types)
    const link = type === '1' || type === '2' || some(0.1) ? chance.oneOf(targets) : ''
    const content = type === '0' || some(0.1) ? 'x'.repeat(chance.below(2000)) : ''
    const plain: RawEntry = {
      name: Buffer.from(name).subarray(0, 100),
      type,
      link: link.slice(0, 100),
      content,
      mode: chance.oneOf(modes),
      ...(some(0.05) && { size: chance.oneOf(sizes) }),
      ...(some(0.03) && { prefix: chance.oneOf(names).slice(0, 155) }),
      ...(some(0.03) && { magic: chance.oneOf(['ustar  \0', 'nothing\0', '\0\0\0\0\0\0\0\0']) }),
      ...(some(0.1) && { patches: { [chance.oneOf([100, 108, 116, 136])]: chance.oneOf(numbers) } }),
      ...(some(0.02) && { checksum: chance.below(100_000) }),
    }
    const before: RawEntry[] = []
    if (some(0.15)) before.push(pax(paxRecords()))
    if (some(0.03)) before.push({ ...pax(paxRecords()), type: 'g' })
    if (some(0.1)) before.push(gnuLong('L', chance.oneOf(names)))
    if (some(0.1)) before.push(gnuLong('K', chance.oneOf(targets)))
    if (some(0.02)) before.push({ name: 'pax', type: 'x', content: chance.oneOf(brokenPax) })
    if (some(0.02)) before.push({ name: 'pax', type: chance.oneOf([...'xgLK']), size: 2 ** 33 - 1 })
    return [...before, plain]
  }

  const paxRecords = (): Record<string, string> => ({
    ...(some(0.6) && { path: chance.oneOf(names) }),
    ...(some(0.4) && { linkpath: chance.oneOf(targets) }),
    ...(some(0.2) && { size: chance.oneOf(['0', '-1', '9007199254740993', '1e3', 'nonsense', '', '512']) }),
    ...(some(0.1) && {
      'GNU.sparse.major': '1',
      'GNU.sparse.name': '../out/evil',
      'GNU.sparse.realsize': '1099511627776',
    }),
    ...(some(0.1) && { ['__proto__']: 'polluted', constructor: 'polluted', toString: 'polluted' }),
  })

  // Two that belong together are more dangerous than one.
  const pair = (): readonly RawEntry[] => {
    const target = chance.oneOf(targets)
    const first: RawEntry = { name: 'link', type: chance.oneOf(['1', '2']), link: target }
    const second: RawEntry = {
      name: chance.oneOf(['link', 'link/evil', 'link/a/evil', 'link/../evil']),
      type: chance.oneOf([...'01225']),
      link: chance.oneOf(targets),
      content: 'evil',
      mode: chance.oneOf(modes),
    }
    return [first, ...(some(0.3) ? [{ name: 'a/', type: '5' }] : []), second]
  }

  const good: RawEntry = { name: 'good', content: 'good' }
  const count = some(0.02) ? 500 : 1 + chance.below(6)
  const entries = Array.from({ length: count }, () => (some(0.3) ? pair() : entry())).flat()
  const whole = rawTar(some(0.5) ? [good, ...entries] : entries, chance.oneOf([1024, 0, 512, 10_240]))
  if (some(0.1)) return whole.subarray(0, chance.below(whole.length))
  if (some(0.1)) for (let flips = 0; flips < 5; flips++) whole[chance.below(whole.length)] = chance.below(256)
  return whole
}

const brokenPax = [
  '99999 path=x\n',
  '-5 path=x\n',
  '0 path=x\n',
  'path=x\n',
  '12 path\n',
  ' ',
  '\0\0\0',
  '5 a=\n5 a=\n',
  '1 a',
]
