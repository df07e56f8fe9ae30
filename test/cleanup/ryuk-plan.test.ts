import { afterEach, expect, test } from 'vitest'
import { InvalidArgumentError } from '../../src/api/index.ts'
import { ryukPlan } from '../../src/cleanup/ryuk-plan.ts'
import { parseHost } from '../../src/engine/address.ts'
import { configure } from '../../src/index.ts'

afterEach(() => configure({ ryuk: undefined }))

const engineAt = (host: string) => ({ address: parseHost(host, undefined, {}), kind: 'docker' }) as const

test.each([
  ['unix:///var/run/docker.sock', false],
  ['npipe:////./pipe/docker_engine', false],
  ['tcp://localhost:2375', false],
  ['tcp://127.0.0.1:2375', false],
  ['tcp://[::1]:2375', false],
  ['tcp://engine.example:2375', true],
  ['tcp://127.engine.example:2375', true],
  ['ssh://engine.example', true],
])('an engine at %s has Ryuk by default: %s', (host, isWanted) => {
  expect(ryukPlan(engineAt(host), {}) !== undefined).toBe(isWanted)
})

test('TESTCONTAINERS_RYUK_DISABLED takes the default back, and the settings have the last word', () => {
  const far = engineAt('tcp://engine.example:2375')
  const env = { TESTCONTAINERS_RYUK_DISABLED: 'true' }
  expect(ryukPlan(far, env)).toBeUndefined()
  configure({ ryuk: true })
  expect(ryukPlan(far, env)).toBeDefined()
  configure({ ryuk: false })
  expect(ryukPlan(far, {})).toBeUndefined()
})

test('the variables of testcontainers say how it runs', () => {
  const env = {
    RYUK_CONTAINER_IMAGE: 'mirror.example/ryuk:1',
    TESTCONTAINERS_RYUK_PORT: '7001',
    TESTCONTAINERS_RYUK_PRIVILEGED: 'true',
    TESTCONTAINERS_RYUK_VERBOSE: 'true',
    TESTCONTAINERS_RYUK_RECONNECTION_TIMEOUT: '30s',
    TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE: '/run/other.sock',
  }
  expect(ryukPlan(engineAt('ssh://engine.example'), env)).toEqual({
    image: 'mirror.example/ryuk:1',
    run: {
      ports: ['0.0.0.0:7001:8080'],
      volumes: ['/run/other.sock:/var/run/docker.sock'],
      env: { RYUK_VERBOSE: 'true', RYUK_RECONNECTION_TIMEOUT: '30s' },
      autoRemove: true,
      config: { HostConfig: { Privileged: true, SecurityOpt: ['label=disable'] } },
    },
  })
})

test('the settings come before the variables', () => {
  configure({
    ryuk: { image: 'a', port: 1, privileged: false, verbose: false, reconnectionTimeoutMs: 250, socketPath: '/b' },
  })
  const env = {
    RYUK_CONTAINER_IMAGE: 'x',
    TESTCONTAINERS_RYUK_PORT: '2',
    TESTCONTAINERS_RYUK_PRIVILEGED: 'true',
    TESTCONTAINERS_RYUK_VERBOSE: 'true',
  }
  expect(ryukPlan(engineAt('unix:///var/run/docker.sock'), env)).toMatchObject({
    image: 'a',
    run: {
      ports: ['0.0.0.0:1:8080'],
      volumes: ['/b:/var/run/docker.sock'],
      env: { RYUK_VERBOSE: 'false', RYUK_RECONNECTION_TIMEOUT: '250ms' },
      config: { HostConfig: { Privileged: false } },
    },
  })
})

test.each(['8080x', '-1', '70000'])('a port of `%s` is refused', (port) => {
  const env = { TESTCONTAINERS_RYUK_PORT: port }
  expect(() => ryukPlan(engineAt('ssh://engine.example'), env)).toThrow(InvalidArgumentError)
})
