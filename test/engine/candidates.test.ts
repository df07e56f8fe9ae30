import { expect, test } from 'vitest'
import { candidates } from '../../src/engine/candidates.ts'

test('DOCKER_HOST is the only place when it is set', () => {
  expect(candidates({ DOCKER_HOST: 'tcp://10.0.0.1:2375' }, '/home/me')).toEqual([
    { host: 'tcp://10.0.0.1:2375', source: 'DOCKER_HOST' },
  ])
})

test('the sockets of the usual engines are looked for in order', () => {
  expect(candidates({ XDG_RUNTIME_DIR: '/run/user/1000' }, '/home/me').map(({ host }) => host)).toEqual([
    'unix:///var/run/docker.sock',
    'unix:///run/user/1000/docker.sock',
    'unix:///home/me/.docker/run/docker.sock',
    'unix:///home/me/.colima/default/docker.sock',
    'unix:///home/me/.orbstack/run/docker.sock',
    'unix:///home/me/.rd/docker.sock',
    'unix:///run/user/1000/podman/podman.sock',
    'unix:///run/podman/podman.sock',
  ])
})
