import { Readable } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SlipwayError } from '../../../src/api/index.ts'
import { GenericContainer } from '../../../src/index.ts'
import { recordFigure, times } from '../soak.ts'
import { hostileTar } from './crafted-tar.ts'
import { hostileGround } from './folders.ts'
import { seeded } from './seeded.ts'

const rounds = times(50, 500)

test(`${rounds} hostile archives that are copied into a container are unpacked there or refused`, {
  timeout: 600_000,
}, async () => {
  await using ground = await hostileGround()
  const before = await ground.around()
  await using container = await new GenericContainer('busybox').withCommand(['sleep', 'infinity']).start()
  // One for each: some replace the folder that they are unpacked into.
  await container.exec(['sh', '-c', `for i in $(seq ${rounds}); do mkdir -p /archives/$i/in; done`])
  let refused = 0
  for (let seed = 1; seed <= rounds; seed++) {
    const copied = container
      .copyArchiveToContainer(Readable.from([hostileTar(seeded(seed), ground.outside)]), `/archives/${seed}/in`)
      .catch((reason: unknown) => reason)
    const error = await Promise.race([copied, after(10_000, 'it hangs', { ref: false })])
    if (error === undefined) continue
    refused++
    expect(error, `seed ${seed}`).toBeInstanceOf(SlipwayError)
  }
  expect(await ground.around()).toEqual(before)
  expect(refused).toBeLessThan(rounds)
  expect((await container.exec(['echo', 'still there'])).output).toBe('still there\n')
  await recordFigure(
    `${rounds} hostile archives copied into a container`,
    `0 writes on this machine; ${refused} refused with a typed error, ${rounds - refused} unpacked inside; no hang`,
  )
})
