/**
 * Reads much output of a container, in lines of 100 bytes: by the client, and by a bare socket that counts bytes and keeps none. In turn,
 * each time in a process of its own, from the first byte to the last.
 * Usage: npm run bench:logs [rounds] [megabytes]
 */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Engine } from '../src/api/index.ts'
import { printProgress } from '../test/testbed/progress.ts'
import { startTestbed } from '../test/testbed/testbed.ts'
import { median, table } from './figures.ts'

const image = 'busybox:latest'
const lineBytes = 100

/** What a reader tells of itself. */
interface Reading {
  readonly bytes: number
  readonly ms: number
  readonly cpuMs: number
  /** The most that was in use, above what was before the first byte. */
  readonly rssMb: number
  readonly heapMb: number
}

type Tell = (bytes: number) => void

interface Reader {
  readonly source: 'log' | 'attached'
  readonly name: string
  read(engine: Engine, container: string, tell: Tell): Promise<void>
}

const readers: readonly Reader[] = [
  {
    source: 'log',
    name: 'a bare socket',
    read: (engine, container, tell) =>
      readBare(engine, `GET /v1.41/containers/${container}/logs?stdout=1&stderr=1`, ['Connection: close'], tell),
  },
  {
    source: 'log',
    name: 'containers.logs()',
    read: async (engine, container, tell) => {
      for await (const { data } of await engine.containers.logs(container)) tell(data.length)
    },
  },
  {
    source: 'log',
    name: 'containers.logs(), lines()',
    read: async (engine, container, tell) => {
      for await (const { text } of (await engine.containers.logs(container)).lines()) tell(text.length + 1)
    },
  },
  {
    source: 'attached',
    name: 'a bare socket',
    read: (engine, container, tell) =>
      readBare(
        engine,
        `POST /v1.41/containers/${container}/attach?stream=1&stdout=1&stderr=1`,
        ['Connection: Upgrade', 'Upgrade: tcp', 'Content-Length: 0'],
        tell,
        () => engine.containers.start(container),
      ),
  },
  {
    source: 'attached',
    name: 'containers.attach()',
    read: async (engine, container, tell) => {
      const { output } = await engine.containers.attach(container)
      await engine.containers.start(container)
      for await (const { data } of output) tell(data.length)
    },
  },
  {
    source: 'attached',
    name: 'containers.attach(), lines()',
    read: async (engine, container, tell) => {
      const { output } = await engine.containers.attach(container)
      await engine.containers.start(container)
      for await (const { text } of output.lines()) tell(text.length + 1)
    },
  },
]

/** Sends a request by hand and reads what comes until the engine ends it; headers and frames count as bytes. */
const readBare = async (
  { address }: Engine,
  request: string,
  headers: readonly string[],
  tell: Tell,
  whenAnswered: () => Promise<unknown> = async () => {},
): Promise<void> => {
  if (!('socketPath' in address)) throw new Error('Only the socket of an engine on this machine is read bare.')
  const socket = connect(address.socketPath)
  socket.write([`${request} HTTP/1.1`, 'Host: docker', ...headers, '', ''].join('\r\n'))
  const [head] = await once(socket, 'data')
  tell(head.length)
  socket.on('data', (data) => tell(data.length))
  await Promise.all([once(socket, 'end'), whenAnswered()])
}

/** One reading, in this process. */
const read = async (index: number, container: string): Promise<Reading> => {
  const reader = readers[index]
  if (!reader) throw new Error(`There is no reader ${index}.`)
  await using engine = await Engine.connect()
  let bytes = 0
  let begin = 0
  let cpu = process.cpuUsage()
  let before = process.memoryUsage()
  let [rss, heap] = [0, 0]
  const look = () => {
    const { rss: rssNow, heapUsed, arrayBuffers } = process.memoryUsage()
    rss = Math.max(rss, rssNow - before.rss)
    heap = Math.max(heap, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers)
  }
  const watch = setInterval(look, 20)
  await reader.read(engine, container, (length) => {
    if (bytes === 0) [begin, cpu, before] = [performance.now(), process.cpuUsage(), process.memoryUsage()]
    bytes += length
  })
  const ms = performance.now() - begin
  const { user, system } = process.cpuUsage(cpu)
  look()
  clearInterval(watch)
  return { bytes, ms, cpuMs: (user + system) / 1000, rssMb: rss / 1e6, heapMb: heap / 1e6 }
}

const readElsewhere = async (reader: Reader, container: string): Promise<Reading> => {
  const program = fileURLToPath(import.meta.url)
  const args = ['--import', 'tsx', program, 'read', String(readers.indexOf(reader)), container]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout)
}

/** Two containers that print the same file: one has done so, and its log is kept; the other does it at every start, and has none. */
const prepare = async (engine: Engine, bytes: number) => {
  const { Name: volume } = await engine.volumes.create()
  const HostConfig = { Binds: [`${volume}:/data`] }
  const line = 'x'.repeat(lineBytes - 1)
  const script = `yes ${line} | head -n ${bytes / lineBytes} > /data/lines; cat /data/lines`
  const log = await engine.containers.create({ Image: image, Cmd: ['sh', '-c', script], HostConfig })
  const attached = await engine.containers.create({
    Image: image,
    Cmd: ['cat', '/data/lines'],
    HostConfig: { ...HostConfig, LogConfig: { Type: 'none' } },
  })
  await engine.containers.start(log.Id)
  await engine.containers.wait(log.Id)
  return {
    log: log.Id,
    attached: attached.Id,
    [Symbol.asyncDispose]: async () => {
      for (const { Id } of [log, attached]) await engine.containers.remove(Id, { force: true })
      await engine.volumes.remove(volume)
    },
  }
}

const compare = async (rounds: number, megabytes: number): Promise<void> => {
  const bed = startTestbed([image], { onProgress: printProgress })
  process.env.DOCKER_HOST = (await bed.engine).host
  await bed.ready
  await using engine = await Engine.connect()
  await using containers = await prepare(engine, megabytes * 1e6)
  const readings = new Map<Reader, Reading[]>(readers.map((reader) => [reader, []]))
  for (let round = 0; round < rounds; round++) {
    // Who goes first alternates, so that none always meets the engine as the other left it.
    for (const reader of round % 2 ? readers.toReversed() : readers) {
      const reading = await readElsewhere(reader, containers[reader.source])
      if (reading.bytes < megabytes * 1e6) throw new Error(`\`${reader.name}\` read ${reading.bytes} bytes only.`)
      readings.get(reader)?.push(reading)
    }
  }
  report(readings)
  console.log(`${rounds} rounds, ${megabytes} MB, Node ${process.version}, API ${engine.apiVersion}`)
}

const report = (readings: ReadonlyMap<Reader, readonly Reading[]>): void => {
  const of = (reader: Reader | undefined, key: keyof Reading): number[] =>
    (reader ? (readings.get(reader) ?? []) : []).map((reading) => reading[key])
  const rows = readers.map((reader) => {
    const bare = readers.find(({ source }) => source === reader.source)
    const ms = of(reader, 'ms')
    const bareMs = of(bare, 'ms')
    return [
      `${reader.source}: ${reader.name}`,
      median(ms).toFixed(0),
      Math.min(...ms).toFixed(0),
      Math.max(...ms).toFixed(0),
      (median(ms) / median(bareMs)).toFixed(3),
      median(ms.map((one, index) => one / (bareMs[index] ?? one))).toFixed(3),
      median(of(reader, 'cpuMs')).toFixed(0),
      Math.max(...of(reader, 'rssMb')).toFixed(0),
      Math.max(...of(reader, 'heapMb')).toFixed(0),
    ]
  })
  const heading = ['', 'median ms', 'min', 'max', 'ratio', 'paired ratio', 'CPU ms', 'most RSS, MB above', 'most heap']
  console.log(table([heading, ...rows]))
}

const [first, second, third = ''] = process.argv.slice(2)
if (first === 'read') console.log(JSON.stringify(await read(Number(second), third)))
else await compare(Number(first ?? 5), Number(second ?? 500))
