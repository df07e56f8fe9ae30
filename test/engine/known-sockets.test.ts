import { expect, test } from 'vitest'
import { knownSockets } from '../../src/engine/known-sockets.ts'
import type { Surroundings } from '../../src/engine/surroundings.ts'
import { type HomeFolder, homeFolder } from '../support/home-folder.ts'

const list = async (home: HomeFolder, where: Partial<Surroundings> = {}) => {
  const sockets = await knownSockets({ env: {}, home: home.path, platform: 'linux', uid: 1000, ...where })
  return sockets.map(({ source, host }) => `${source}: ${host.replace(home.path, '~')}`)
}

test('on Linux the usual sockets are listed, whether they exist or not', async () => {
  await using home = await homeFolder()
  expect(await list(home)).toEqual([
    'Docker: unix:///var/run/docker.sock',
    'rootless Docker: unix:///run/user/1000/docker.sock',
    'rootless Docker: unix://~/.docker/run/docker.sock',
    'Docker Desktop: unix://~/.docker/desktop/docker.sock',
    'Colima: unix://~/.colima/default/docker.sock',
    'Rancher Desktop: unix://~/.rd/docker.sock',
    'rootless Podman: unix:///run/user/1000/podman/podman.sock',
    'Podman: unix:///run/podman/podman.sock',
    'Podman machine: unix://~/.local/share/containers/podman/machine/podman.sock',
  ])
})

test('on macOS those of its engines are listed', async () => {
  await using home = await homeFolder()
  await home.write('T/podman/podman-machine-default-api.sock', '')
  const env = { TMPDIR: `${home.path}/T` }
  expect(await list(home, { platform: 'darwin', uid: 501, env })).toEqual([
    'Docker: unix:///var/run/docker.sock',
    'Docker Desktop: unix://~/.docker/run/docker.sock',
    'Colima: unix://~/.colima/default/docker.sock',
    'OrbStack: unix://~/.orbstack/run/docker.sock',
    'Rancher Desktop: unix://~/.rd/docker.sock',
    'Podman machine: unix://~/.local/share/containers/podman/machine/podman.sock',
    'Podman machine: unix://~/T/podman/podman-machine-default-api.sock',
  ])
})

test('on Windows engines listen on named pipes', async () => {
  await using home = await homeFolder()
  expect(await list(home, { platform: 'win32', uid: undefined })).toEqual([
    'Docker: npipe:////./pipe/docker_engine',
    'Docker Desktop: npipe:////./pipe/dockerDesktopLinuxEngine',
    'Podman machine: npipe:////./pipe/podman-machine-default',
  ])
})

test('profiles and machines that exist are found by their sockets', async () => {
  await using home = await homeFolder()
  await home.write('.colima/work/docker.sock', '')
  await home.write('.colima/default/docker.sock', '')
  await home.write('.colima/stopped/colima.yaml', '')
  await home.write('.colima/_lima/docker.sock', '')
  await home.write('.lima/docker/sock/docker.sock', '')
  await home.write('.local/share/containers/podman/machine/qemu/podman.sock', '')
  expect((await list(home)).filter((line) => line.includes('`'))).toEqual([
    'Colima `work`: unix://~/.colima/work/docker.sock',
    'Lima `docker`: unix://~/.lima/docker/sock/docker.sock',
    'Podman machine `qemu`: unix://~/.local/share/containers/podman/machine/qemu/podman.sock',
  ])
})

test('folders may be elsewhere by the environment', async () => {
  await using home = await homeFolder()
  await home.write('c/work/docker.sock', '')
  await home.write('l/vm/sock/docker.sock', '')
  const env = { COLIMA_HOME: `${home.path}/c`, LIMA_HOME: `${home.path}/l`, XDG_RUNTIME_DIR: '/run/me' }
  const found = await list(home, { env })
  expect(found).toContain('Colima: unix://~/c/default/docker.sock')
  expect(found).toContain('Colima `work`: unix://~/c/work/docker.sock')
  expect(found).toContain('Lima `vm`: unix://~/l/vm/sock/docker.sock')
  expect(found).toContain('rootless Docker: unix:///run/me/docker.sock')
})

test('a newer Colima keeps its profiles below the configuration', async () => {
  await using home = await homeFolder()
  await home.write('.config/colima/default/docker.sock', '')
  expect(await list(home)).toContain('Colima `default`: unix://~/.config/colima/default/docker.sock')
})
