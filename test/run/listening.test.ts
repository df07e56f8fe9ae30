import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { listeningPorts, readTables } from '../../src/run/listening.ts'
import { homeFolder } from '../support/home-folder.ts'

// As the kernel prints it: a listener on 127.0.0.1:3306, a connection from it, and one listener on [::]:8080.
const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0CEA 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 21 1 0 100 0 0 10 0
   1: 0100007F:1F91 0100007F:0CEA 01 00000000:00000000 00:00000000 00000000     0        0 22 1 0 20 4 30 10 -1
  sl  local_address                         remote_address                        st tx_queue rx_queue
  10: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000
`

test('only sockets that listen count, of both address families', () => {
  expect([...listeningPorts(table)]).toEqual([3306, 8080])
})

test('an empty table has no listeners', () => {
  expect(listeningPorts('').size).toBe(0)
})

test('nothing listens in a process that is over', async () => {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  expect(await readTables(`/proc/${child.pid}/net`)).toBe('')
})

test('what may not be read is not taken for empty', async () => {
  await using home = await homeFolder()
  await mkdir(`${home.path}/tcp`)
  expect(await readTables(home.path)).toBeUndefined()
})
