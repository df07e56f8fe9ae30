import { ProtocolError } from '../errors.ts'

/**
 * A protobuf message as it came, read by field number. What is absent reads as empty, zero or false, which is what protobuf
 * leaves out; fields that nobody asks for are skipped.
 *
 * Not a package: the smallest general one is ten times this file, for a handful of small messages.
 */
export class ProtobufMessage {
  readonly #fields: ReadonlyMap<number, readonly Value[]>

  private constructor(fields: ReadonlyMap<number, readonly Value[]>) {
    this.#fields = fields
  }

  /** @throws ProtocolError when the bytes end within a field, or are no protobuf */
  static read(bytes: Uint8Array): ProtobufMessage {
    return new ProtobufMessage(readFields(bytes))
  }

  bytes(field: number): Uint8Array {
    return this.allBytes(field).at(-1) ?? empty
  }

  allBytes(field: number): readonly Uint8Array[] {
    return this.#all(field).filter((value) => typeof value !== 'number')
  }

  text(field: number): string {
    return utf8(this.bytes(field))
  }

  texts(field: number): readonly string[] {
    return this.allBytes(field).map(utf8)
  }

  /** Whole numbers of any kind but zigzag. Beyond 2^53 the nearest that JavaScript has. */
  number(field: number): number {
    return this.#all(field).findLast((value) => typeof value === 'number') ?? 0
  }

  flag(field: number): boolean {
    return this.number(field) !== 0
  }

  message(field: number): ProtobufMessage | undefined {
    const bytes = this.allBytes(field).at(-1)
    return bytes && ProtobufMessage.read(bytes)
  }

  messages(field: number): readonly ProtobufMessage[] {
    return this.allBytes(field).map((bytes) => ProtobufMessage.read(bytes))
  }

  #all(field: number): readonly Value[] {
    return this.#fields.get(field) ?? []
  }
}

type Value = number | Uint8Array

// A field is a varint of `number << 3 | kind`, then: 0 a varint, 1 eight bytes, 2 a length and that many bytes, 5 four bytes.
const readFields = (bytes: Uint8Array): ReadonlyMap<number, readonly Value[]> => {
  const fields = new Map<number, Value[]>()
  let offset = 0
  const take = (length: number): Uint8Array => {
    if (length < 0 || length > bytes.length - offset) throw cutShort()
    offset += length
    return bytes.subarray(offset - length, offset)
  }
  while (offset < bytes.length) {
    const tag = readVarint(take)
    const field = Math.floor(tag / 8)
    if (field < 1 || field > 2 ** 29 - 1)
      throw new ProtocolError(`A message of BuildKit has a field ${field}, which cannot be.`)
    const value = readValue(tag % 8, take)
    const values = fields.get(field)
    if (values) values.push(value)
    else fields.set(field, [value])
  }
  return fields
}

type Take = (length: number) => Uint8Array

const readValue = (kind: number, take: Take): Value => {
  if (kind === 0) return readVarint(take)
  if (kind === 1) return fixed(take(8))
  if (kind === 2) return take(readVarint(take))
  if (kind === 5) return fixed(take(4))
  throw new ProtocolError(`A message of BuildKit holds a field of kind ${kind}, which protobuf does not have.`)
}

// Seven bits a byte, the lowest first. In halves of 28 and 36 bits, because bit operations end at 32.
const readVarint = (take: Take): number => {
  let low = 0
  let high = 0
  for (let index = 0; index < 10; index++) {
    const [byte = 0] = take(1)
    if (index < 4) low += (byte & 0x7f) * 2 ** (7 * index)
    else high += (byte & 0x7f) * 2 ** (7 * (index - 4))
    if (byte < 0x80) return signed(high) * 2 ** 28 + low
  }
  throw new ProtocolError('A message of BuildKit holds a number of more than ten bytes.')
}

// Negative numbers come as 64 bits in two's complement.
const signed = (high: number): number => (high >= 2 ** 35 ? (high % 2 ** 36) - 2 ** 36 : high)

const fixed = (bytes: Uint8Array): number => bytes.reduceRight((value, byte) => value * 256 + byte, 0)

const cutShort = (): ProtocolError => new ProtocolError('A message of BuildKit was cut short.')

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')

const empty = new Uint8Array()

/** What a field may be given to `protobuf`: numbers are whole and from 0 on. */
export type FieldValue = string | number | Uint8Array | undefined

/** A protobuf message of these fields, by number; absent ones are left out. */
export const protobuf = (fields: Readonly<Record<number, FieldValue>>): Uint8Array =>
  Buffer.concat(
    Object.entries(fields).flatMap(([field, value]) => {
      if (value === undefined) return []
      if (typeof value === 'number') return [varint(Number(field) * 8), varint(value)]
      const bytes = Buffer.from(value)
      return [varint(Number(field) * 8 + 2), varint(bytes.length), bytes]
    }),
  )

const varint = (value: number): Uint8Array => {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80)
  return Uint8Array.from([...bytes, rest])
}
