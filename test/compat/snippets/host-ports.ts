// Page "Networking", its section about servers of this process.
import { createServer } from 'node:http'
import { GenericContainer, TestContainers } from 'testcontainers'

const server = createServer((_, response) => response.end('from outside')).listen(8123)
await TestContainers.exposeHostPorts(8123, 8124)
const caller = await new GenericContainer('busybox:1').withCommand(['sleep', '1000']).start()
await caller.exec(['wget', '-qO-', 'http://host.testcontainers.internal:8123'])
server.close()
