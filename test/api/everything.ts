// A program that uses all that holds something: sockets, timers, listeners. Then it says what it still holds, and has to end by itself.
// Usage: everything.ts <container that prints and runs> close | idle

import { type EventEmitter, getEventListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { Engine } from '../../src/api/index.ts'
import { tarOf } from './support/tar.ts'

const [id = '', mode] = process.argv.slice(2)
// The first line makes a pipe of the standard output, which then stays.
process.stdout.write('ready\n')
const before = { resources: process.getActiveResourcesInfo(), listeners: listenersOfProcess() }

const engine = await Engine.connect()
const { containers, exec, images, system } = engine
const abort = new AbortController()
const { signal } = abort

await useToTheEnd()
await leaveEarly()
await abortCalls()
await failToConnect()
if (mode === 'close') {
  const { ended } = await leaveOpen()
  await engine.close()
  await ended
}
await report()

/** Requests and streams that are over. */
async function useToTheEnd(): Promise<void> {
  await Promise.all(Array.from({ length: 10 }, () => system.info({ signal })))
  await containers.inspect('slipway-nowhere', { signal }).catch(() => {})
  await (await containers.logs(id, { signal })).text()
  for await (const _ of system.events({ since: 1, until: 2, signal }));
  await containers.putArchive(id, tarOf({ a: 'x' }), { path: '/tmp', signal })
  await (await containers.getArchive(id, { path: '/tmp/a', signal })).archive.toArray()
  await containers.archiveInfo(id, { path: '/tmp/a', signal })
  const { Id } = await exec.create(id, { Cmd: ['echo', 'done'], AttachStdout: true }, { signal })
  await (await exec.start(Id, { signal })).output.text()
  const attached = await containers.attach(id, { signal })
  attached.close()
}

/** Streams that their reader leaves, and some that nobody ever reads. */
async function leaveEarly(): Promise<void> {
  for await (const _ of await containers.logs(id, { follow: true, signal })) break
  for await (const _ of (await containers.logs(id, { follow: true, signal })).lines()) break
  for await (const _ of containers.follow(id, { signal })) break
  for await (const _ of system.events({ since: 1, signal })) break
  for await (const _ of containers.followStats(id, { signal })) break
  for await (const { data } of (await containers.attach(id, { logs: true, signal })).output) if (data.length) break
  for await (const _ of await containers.export(id, { signal })) break
  const { archive } = await containers.getArchive(id, { path: '/', signal })
  archive.destroy()
  const unread = await containers.logs(id, { follow: true, signal })
  unread.close()
  // Not after a time: by ssh it may not be open by then.
  const leaving = new AbortController()
  await containers.openWait(id, { signal: leaving.signal })
  leaving.abort()
  await images.save(['busybox:latest'], { signal }).then((stream) => stream.destroy())
}

/** Calls that are ended in the middle. */
async function abortCalls(): Promise<void> {
  const ends = [
    containers.wait(id, { signal }),
    system.events({ signal }).next(),
    containers.logs(id, { follow: true, tail: 0, signal }).then((logs) => logs.text()),
    containers.attach(id, { signal }).then(({ output }) => output.text()),
    containers.stats(id, { signal }),
    containers.export(id, { signal }).then((stream) => stream.toArray()),
  ]
  const settled = Promise.allSettled(ends)
  await system.ping()
  abort.abort()
  await settled
  await system.info({ signal }).catch(() => {})
}

async function failToConnect(): Promise<void> {
  for (const host of ['unix:///no/such.sock', 'tcp://127.0.0.1:1', 'ssh://127.0.0.1:1']) {
    await Engine.connect({ host, signal: AbortSignal.timeout(10_000) }).then(
      () => Promise.reject(new Error(`something answers at ${host}`)),
      () => {},
    )
  }
}

/** What only `close()` ends: streams that are being read, one that nobody reads, and calls that have hardly begun. */
async function leaveOpen(): Promise<{ readonly ended: Promise<unknown> }> {
  const { exit } = await containers.openWait(id)
  const events = await system.openEvents()
  const logs = await containers.logs(id, { follow: true })
  const { output } = await containers.attach(id, { stdin: true })
  await containers.logs(id, { follow: true })
  const ends = [exit, events.next(), logs.text(), output.text(), containers.wait(id), system.info()]
  return { ended: Promise.allSettled(ends) }
}

/** One line of JSON: what is here now and was not before. Bytes that are on their way get a second for it. */
async function report(): Promise<void> {
  const limit = performance.now() + 1000
  while (left().length > 0 && performance.now() < limit) await setImmediate()
  const listeners = listenersOfProcess() - before.listeners
  const ofSignal = getEventListeners(signal, 'abort').length
  process.stdout.write(`${JSON.stringify({ resources: left(), listeners, ofSignal })}\n`)
}

function left(): string[] {
  const known = [...before.resources]
  return process.getActiveResourcesInfo().filter((name) => {
    const at = known.indexOf(name)
    if (at >= 0) known.splice(at, 1)
    return at < 0 && name !== 'Immediate'
  })
}

function listenersOfProcess(): number {
  const emitter: EventEmitter = process
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0)
}
