/** The line after the task that says that there is nothing to do. */
export const dismissal = 'dismissed'

/**
 * What the watchdog runs once its parent has ended: plain JavaScript as text, because it must start without a path to this package
 * (bundlers, Plug'n'Play) and without anything but Node. It reads its task from standard input.
 *
 * Removal is repeated until nothing was found twice in a row: a request that was under way when the parent died may still finish. What could
 * not be listed was not found to be nothing.
 */
export const watchdogProgram: string = `
const [assigned, end] = require('fs').readFileSync(0, 'utf8').split('\\n')
if (end === '${dismissal}') process.exit()
const task = JSON.parse(assigned)
const dialSsh = () => {
  const ssh = require('child_process').spawn('ssh', task.sshArguments, { stdio: ['pipe', 'pipe', 'ignore'] })
  ssh.on('error', () => {})
  const road = require('stream').Duplex.from({ readable: ssh.stdout, writable: ssh.stdin })
  road.setTimeout = road.setNoDelay = road.setKeepAlive = road.ref = road.unref = () => road
  return road.on('close', () => ssh.kill())
}
const tunnel = (_, done) => {
  const { hostname, port, secure, authorization } = task.proxy
  const target = (task.hostname.includes(':') ? '[' + task.hostname + ']' : task.hostname) + ':' + task.port
  const headers = authorization ? { host: target, 'proxy-authorization': authorization } : { host: target }
  const name = require('net').isIP(hostname) ? {} : { servername: hostname }
  require(secure ? 'https' : 'http').request({ host: hostname, ...name, port, method: 'CONNECT', path: target, headers, timeout: 60000 })
    .on('connect', ({ statusCode }, socket) => {
      if (statusCode !== 200) done(new Error('the proxy answered ' + statusCode))
      else done(null, task.tls ? require('tls').connect({ ...task.tls, socket, servername: task.hostname }) : socket)
    })
    .on('error', done)
    .end()
}
const where = task.sshArguments ? { createConnection: dialSsh }
  : task.proxy ? { createConnection: tunnel }
  : task.socketPath ? { socketPath: task.socketPath }
  : { host: task.hostname, port: task.port, ...task.tls }
const filters = encodeURIComponent(JSON.stringify({ label: [task.label] }))
const { request } = require(task.tls && !task.proxy ? 'https' : 'http')
const call = (method, path) => new Promise((resolve, reject) => {
  const sent = request({ ...where, method, path: '/v' + task.apiVersion + path, timeout: 60000 }, (answer) => {
    const parts = []
    answer.on('data', (part) => parts.push(part))
    answer.on('error', reject)
    answer.on('end', () => {
      if (answer.statusCode >= 300) reject(new Error('the engine answered ' + answer.statusCode))
      else resolve(Buffer.concat(parts))
    })
  })
  sent.on('error', reject)
  sent.on('timeout', () => sent.destroy(new Error('timeout')))
  sent.end()
})
const sweep = async () => {
  let found = 0
  let failed = false
  const remove = async (items, path) => {
    found += items.length
    await Promise.all(items.map((item) => call('DELETE', path(item)).catch(() => {})))
  }
  const list = async (path) => {
    try {
      return JSON.parse(await call('GET', path + 'filters=' + filters))
    } catch {
      failed = true
      return []
    }
  }
  const containers = await list('/containers/json?all=true&')
  // Podman's forced removal alone gives each ten seconds to stop by itself.
  await Promise.all(containers.map(({ Id }) => call('POST', '/containers/' + Id + '/kill').catch(() => {})))
  await remove(containers, ({ Id }) => '/containers/' + Id + '?force=true&v=true')
  await remove(await list('/networks?'), ({ Id }) => '/networks/' + Id)
  await remove((await list('/volumes?')).Volumes ?? [], ({ Name }) => '/volumes/' + encodeURIComponent(Name) + '?force=true')
  await remove(await list('/images/json?'), ({ Id }) => '/images/' + Id + '?force=true')
  return failed ? -1 : found
}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
void (async () => {
  for (let empty = 0, round = 0; empty < 2 && round < 60; round++) {
    const found = await sweep().catch(() => -1)
    empty = found === 0 ? empty + 1 : 0
    await pause(found < 0 ? 1000 : 300)
  }
})()
`
