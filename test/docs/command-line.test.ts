import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder, readPage } from './blocks.ts'

const page = readPage('docs/from-the-command-line.md')
const source = readFileSync(join(projectFolder, 'test/docs/command-line.swarm.test.ts'), 'utf8')

/** Blocks that are not run as they stand, each without the line that it continues another one. */
const plain = [...page.matchAll(/^```ts\n(?:(\/\/ continues)\n)?(.*?)^```$/gms)].map(([, continues, code = '']) => ({
  isContinued: continues !== undefined,
  code,
}))

const rows = [...page.matchAll(/^\/\/ (?:.*\| )?(docker .+)$/gm)].map(([, command = '']) => command)

const regions = [...source.matchAll(/^( *)\/\/ #region \S+\n(.*?)^ *\/\/ #endregion$/gms)].map(
  ([, indent = '', code = '']) => code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
)

test('every block that is not run as it stands is a region of a test that is', () => {
  expect(plain.filter(({ isContinued }) => isContinued).map(({ code }) => code)).toEqual(regions)
})

test('no row stands where nothing runs it', () => {
  const setUp = plain.filter(({ isContinued }) => !isContinued)
  expect(setUp.filter(({ code }) => code.includes('// docker'))).toEqual([])
  expect(rows.length).toBeGreaterThan(80)
})

test.each(
  `run --rm, run -i --rm, run -d --name, run -it, create --name, start, ps, ps -a, port, logs --tail, logs -f, stop, kill, restart,
  pause, unpause, rename, update, wait, rm, exec, exec -d, exec -it, attach, inspect, top, stats, stats --no-stream, cp, diff, commit,
  export, import, images, image inspect, history, pull --platform, push, tag, rmi, save, load, build, builder prune, container prune,
  image prune, volume prune, network prune, system prune, system df, network create, network connect, network disconnect,
  network inspect, network ls, network rm, volume create, volume ls, volume inspect, volume rm, login, search, events, info, version,
  swarm init, swarm join, swarm leave, node ls, service create, service ls, service ps, service scale, service update,
  service logs, service rm, secret create, secret ls, secret rm, config create, config ls, config rm, plugin ls`
    .split(',')
    .map((command) => `docker ${command.trim()}`),
)('there is a row for %s', (command) => {
  expect(rows.filter((row) => `${row} `.startsWith(`${command} `))).not.toEqual([])
})
