import { expect, test } from 'vitest'
import { registryHost, registryOf, serverAddress } from '../../src/registry/registry-of.ts'

test.each([
  ['redis', 'docker.io'],
  ['redis:7', 'docker.io'],
  ['redis@sha256:00', 'docker.io'],
  ['owner/app:1', 'docker.io'],
  ['owner/app/part', 'docker.io'],
  ['docker.io/library/redis', 'docker.io'],
  ['index.docker.io/library/redis', 'docker.io'],
  ['localhost/app', 'localhost'],
  ['localhost:5000/app:1', 'localhost:5000'],
  ['127.0.0.1:5000/app', '127.0.0.1:5000'],
  ['[::1]:5000/app', '[::1]:5000'],
  ['ghcr.io/owner/app@sha256:00', 'ghcr.io'],
  ['box:5000/app', 'box:5000'],
])('`%s` is an image of %s', (reference, host) => {
  expect(registryOf(reference)).toBe(host)
})

test.each([
  ['ghcr.io', 'ghcr.io'],
  ['https://ghcr.io', 'ghcr.io'],
  ['http://box:5000/v2/', 'box:5000'],
  ['box:5000/v1', 'box:5000'],
  ['https://index.docker.io/v1/', 'docker.io'],
])('the registry at `%s` is %s', (address, host) => {
  expect(registryHost(address)).toBe(host)
})

test('Docker Hub is kept under its old address, every other registry under its host', () => {
  expect(serverAddress('docker.io')).toBe('https://index.docker.io/v1/')
  expect(serverAddress('ghcr.io')).toBe('ghcr.io')
})
