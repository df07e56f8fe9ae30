import { setTimeout as after } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SlipwayError } from '../../../src/api/index.ts'
import { textInside } from '../../../src/run/file-inside.ts'
import { readFileInside } from '../../../src/run/read-file.ts'
import { fakeEngine } from '../../api/support/fake-engine.ts'
import { recordFigure, times } from '../soak.ts'
import { hostileTar, rawTar } from './crafted-tar.ts'
import { hostileGround } from './folders.ts'
import { seeded } from './seeded.ts'

const rounds = times(100, 500)

const statOf = (stat: object): Record<string, string> => ({
  'x-docker-container-path-stat': Buffer.from(
    JSON.stringify({ name: 'x', size: 1, mode: 0o644, mtime: '', ...stat }),
  ).toString('base64'),
})

const settled = (work: Promise<unknown>): Promise<unknown> =>
  Promise.race([work.catch((reason: unknown) => reason), after(10_000, 'it hangs', { ref: false })])

test(`${rounds} hostile archives from a container are read or refused, and nothing is written`, {
  timeout: 600_000,
}, async () => {
  await using ground = await hostileGround()
  const before = await ground.around()
  let archive: Buffer = Buffer.alloc(0)
  await using fake = await fakeEngine((_, response) => {
    response.writeHead(200, statOf({ linkTarget: '' })).end(archive)
  })
  let refused = 0
  for (let seed = 1; seed <= rounds; seed++) {
    archive = hostileTar(seeded(seed), ground.outside)
    const read = await settled(readFileInside(fake.engine, 'x', '/file', undefined))
    const isBytes = Buffer.isBuffer(read)
    if (!isBytes) expect(read, `seed ${seed}`).toBeInstanceOf(SlipwayError)
    const text = await settled(textInside(fake.engine, 'x', '/file', new AbortController().signal))
    expect(typeof text === 'string' || text === undefined, `seed ${seed}: ${text}`).toBe(true)
    expect(text, `seed ${seed}`).not.toBe('it hangs')
    if (!isBytes) refused++
  }
  expect(await ground.around()).toEqual(before)
  await recordFigure(`${rounds} hostile archives from a container`, `0 writes; ${refused} refused with a typed error`)
})

test('a file beyond all measure is refused before it is read', async () => {
  await using fake = await fakeEngine((_, response) => {
    response.writeHead(200, statOf({ linkTarget: '' })).write(rawTar([{ name: 'x', size: 2 ** 33 - 1 }], 0))
  })
  await expect(readFileInside(fake.engine, 'x', '/big', undefined)).rejects.toThrow(
    '`/big` in the container has 8589934591 bytes, more than the 536870912 that are read at once. Use copyArchiveFromContainer(), which gives a stream.',
  )
})

test('links that lead to each other come to an end', async () => {
  let asked = 0
  await using fake = await fakeEngine((_, response) => {
    asked++
    response
      .writeHead(200, statOf({ linkTarget: '../../../x', mode: 2 ** 27 }))
      .end(rawTar([{ name: 'x', type: '2', link: 'x' }]))
  })
  await expect(readFileInside(fake.engine, 'x', '/x', undefined)).rejects.toThrow('is not a file')
  expect(await textInside(fake.engine, 'x', '/x', new AbortController().signal)).toBeUndefined()
  expect(asked).toBeLessThan(30)
})
