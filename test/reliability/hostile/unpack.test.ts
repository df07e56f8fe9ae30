import { Readable } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { unpack } from '../../../src/api/buildkit/unpack.ts'
import { SlipwayError } from '../../../src/api/index.ts'
import { recordFigure, times } from '../soak.ts'
import { gnuLong, hostileTar, pax, type RawEntry, rawTar } from './crafted-tar.ts'
import { hostileGround } from './folders.ts'
import { seeded } from './seeded.ts'

const rounds = times(100, 500)

/** How unpacking ends; a text when it does not. */
const endOf = (archive: Buffer, folder: string): Promise<unknown> => {
  const unpacked = unpack(Readable.from([archive]), folder).catch((reason: unknown) => reason)
  return Promise.race([unpacked, after(10_000, 'it hangs', { ref: false })])
}

test(`${rounds} hostile archives write nothing outside of the folder that a build's output is unpacked into`, {
  timeout: 600_000,
}, async () => {
  let refused = 0
  let slowestMs = 0
  for (let seed = 1; seed <= rounds; seed++) {
    await using ground = await hostileGround()
    const archive = hostileTar(seeded(seed), ground.outside)
    const before = await ground.around()
    const started = performance.now()
    const error = await endOf(archive, ground.folder)
    slowestMs = Math.max(slowestMs, performance.now() - started)
    expect(await ground.around(), `seed ${seed}: ${error}`).toEqual(before)
    expect(await ground.escapes(), `seed ${seed}: ${error}`).toEqual([])
    if (error === undefined) continue
    refused++
    expect(error, `seed ${seed}`).toBeInstanceOf(SlipwayError)
    expect(error, `seed ${seed}`).toMatchObject({ code: 'BUILD_OUTPUT' })
  }
  expect(refused).toBeGreaterThan(rounds / 2)
  expect(refused).toBeLessThan(rounds)
  await recordFigure(
    `${rounds} hostile archives as the output of a build`,
    `0 writes outside; ${refused} refused, ${rounds - refused} unpacked; the slowest ${slowestMs.toFixed(0)} ms`,
  )
})

test.each<readonly [string, readonly RawEntry[], RegExp]>([
  ['a link to nothing', [{ name: 'a', type: '2' }], /holds `a`, a link to nothing/],
  ['a hard link to nothing', [{ name: 'a', type: '1' }], /holds `a`, a link to nothing/],
  ['a NUL in a name', [pax({ path: 'a\0b' }), { name: 'x' }], /holds `a\\u0000b`, which is no file's name/],
  ['a NUL in a link', [pax({ linkpath: 'a\0b' }), { name: 'x', type: '2' }], /holds `x`, a link to nothing/],
  [
    'a path upwards in a PAX header',
    [pax({ path: '../out/evil' }), { name: 'x' }],
    /holds `..\/out\/evil`, which lies outside of it/,
  ],
  ['a path upwards in a GNU header', [gnuLong('L', '../out/evil'), { name: 'x' }], /which lies outside of it/],
  ['a time that is none', [{ name: 'x', patches: { 136: Buffer.from('6e6f7065', 'hex') } }], /no file's name or time/],
  ['a size below zero', [{ name: 'x', size: Buffer.from('fffffffffffffffffffffffe', 'hex') }], /Invalid header/],
  ['a header without end', [{ name: 'x', type: 'x', size: 2 ** 33 - 1 }], /Header exceeds max size/],
  [
    'a folder in place of a link that is there',
    [{ name: 'toOutside/', type: '5', mode: 0 }],
    /toOutside` is a link already, and a folder in the output/,
  ],
  ['a sparse file', [{ name: 'x', type: 'S' }], /holds `x` \(null\): ask for a tar archive/],
  [
    'a name that a terminal would obey',
    [{ name: '../\u001b[2J\n' }],
    /holds `\.\.\/\\u001b\[2J\\n`, which lies outside of it/,
  ],
])('%s is refused', async (_, entries, message) => {
  await using ground = await hostileGround()
  const before = await ground.around()
  expect(await endOf(rawTar(entries), ground.folder)).toMatchObject({
    code: 'BUILD_OUTPUT',
    message: expect.stringMatching(message),
  })
  expect(await ground.around()).toEqual(before)
})

test('an archive without its end is refused, and a mode that is none is no mode', async () => {
  await using ground = await hostileGround()
  const odd: RawEntry = { name: 'odd/', type: '5', patches: { 100: Buffer.from('80ffffffffffffff', 'hex') } }
  expect(await endOf(rawTar([odd], 0), ground.folder)).toMatchObject({
    message: expect.stringContaining('it is cut short'),
  })
  expect(await endOf(rawTar([odd]), ground.folder)).toBeUndefined()
})
