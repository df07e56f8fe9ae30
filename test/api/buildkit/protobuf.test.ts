import { expect, test } from 'vitest'
import { ProtobufMessage, protobuf } from '../../../src/api/buildkit/protobuf.ts'
import { ProtocolError } from '../../../src/api/index.ts'

const read = (...bytes: readonly number[]): ProtobufMessage => ProtobufMessage.read(Uint8Array.from(bytes))

/** A number as protobuf writes it, in ten bytes at most. */
const varint = (value: bigint): readonly number[] => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return [...bytes, Number(rest)]
}

test('what is written is read: texts, bytes, numbers, and messages in messages', () => {
  const inner = protobuf({ 1: 'größer 🚢' })
  const message = ProtobufMessage.read(protobuf({ 1: inner, 2: 300, 3: 'a', 16: Uint8Array.of(1, 2), 4: undefined }))
  expect(message.message(1)?.text(1)).toBe('größer 🚢')
  expect(message.number(2)).toBe(300)
  expect(message.text(3)).toBe('a')
  expect([...message.bytes(16)]).toEqual([1, 2])
})

test('what is absent reads as protobuf says', () => {
  const message = read()
  expect(message.text(1)).toBe('')
  expect(message.number(1)).toBe(0)
  expect(message.flag(1)).toBe(false)
  expect(message.bytes(1)).toHaveLength(0)
  expect(message.message(1)).toBeUndefined()
  expect(message.messages(1)).toEqual([])
  expect(message.texts(1)).toEqual([])
})

test('fields that nobody asks for are skipped, of every kind', () => {
  const message = read(0x08, 1, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1d, 1, 2, 3, 4, 0x22, 2, 9, 9, 0x2a, 1, 0x61)
  expect(message.text(5)).toBe('a')
  expect(message.number(2)).toBe(Number(0x0807060504030201n))
  expect(message.number(3)).toBe(0x04030201)
})

test('a field that comes twice counts as the last, or as a list', () => {
  const message = read(0x0a, 1, 0x61, 0x0a, 1, 0x62, 0x10, 1, 0x10, 2)
  expect(message.text(1)).toBe('b')
  expect(message.texts(1)).toEqual(['a', 'b'])
  expect(message.number(2)).toBe(2)
})

test('a field of another kind than expected reads as absent', () => {
  expect(read(0x08, 5).text(1)).toBe('')
  expect(read(0x0a, 1, 0x61).number(1)).toBe(0)
})

test.each([
  0n,
  1n,
  127n,
  128n,
  2n ** 28n - 1n,
  2n ** 28n,
  2n ** 32n + 5n,
  2n ** 53n - 1n,
  -1n,
  -300n,
  -(2n ** 53n - 1n),
])('the number %s is exact', (value) => {
  expect(read(0x08, ...varint(value)).number(1)).toBe(Number(value))
})

test.each([2n ** 53n + 1n, 2n ** 60n + 12345n, 2n ** 63n - 1n, -(2n ** 63n)])(
  'the number %s is the nearest that JavaScript has',
  (value) => {
    expect(read(0x08, ...varint(value)).number(1)).toBe(Number(value))
  },
)

test('numbers are written as they are read', () => {
  for (const value of [0, 1, 127, 128, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    expect(ProtobufMessage.read(protobuf({ 7: value })).number(7)).toBe(value)
  }
})

test.each([
  ['a number', protobuf({ 1: 2 ** 40 })],
  ['a text', protobuf({ 1: 'a text of some length' })],
  ['a long tag', protobuf({ 2000: 1 })],
  ['eight bytes', Uint8Array.of(0x09, 1, 2, 3, 4, 5, 6, 7, 8)],
  ['four bytes', Uint8Array.of(0x0d, 1, 2, 3, 4)],
])('%s cut short anywhere is a ProtocolError', (_, bytes) => {
  expect(() => ProtobufMessage.read(bytes)).not.toThrow()
  for (let length = 1; length < bytes.length; length++) {
    expect(() => ProtobufMessage.read(bytes.subarray(0, length)), `${length} bytes`).toThrow(ProtocolError)
  }
})

test.each([
  ['a group', [0x0b]],
  ['a kind that does not exist', [0x0e]],
  ['field 0', [0x00, 0x01]],
  ['a number of more than ten bytes', [0x08, ...Array.from({ length: 11 }, () => 0x80), 1]],
  ['a length beyond the end', [0x0a, 200, 1, 1]],
  ['a negative length', [0x0a, ...varint(-5n)]],
])('%s is a ProtocolError', (_, bytes) => {
  expect(() => read(...bytes)).toThrow(ProtocolError)
})
