import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { NotFoundError } from '../../src/api/index.ts'
import { sessionLabel } from '../../src/cleanup/labels.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { ownerLabels } from '../../src/run/owner.ts'

const program = new URL('../../src/cli/main.ts', import.meta.url).pathname

const slipway = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, code }
}

test('prune lists and removes what a process that has ended left', async () => {
  const engine = await defaultEngine()
  // On a machine that is not there its process may live, so that no sweep is quicker; its lease is over.
  const Labels = {
    ...ownerLabels(),
    [sessionLabel]: 'a-session',
    'slipway.host': 'other.example',
    'slipway.lease': '5',
  }
  const { Name } = await engine.volumes.create({ Labels })
  expect(await slipway(['prune', '--dry-run', '--all'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(new RegExp(`would remove volume ${Name} \\(process \\d+ on other\\.example, .*Z\\)`)),
  })
  await engine.volumes.inspect(Name)
  await engine.volumes.remove(Name)
  const dead = await engine.volumes.create({ Labels: { ...Labels, 'slipway.lease': '-1' } })
  expect(await slipway(['prune'])).toMatchObject({ code: 0, stderr: '' })
  await expect(engine.volumes.inspect(dead.Name)).rejects.toThrow(NotFoundError)
})

test('a mistake is told with the usage, and an engine that is not there without a stack', async () => {
  expect(await slipway(['tidy'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no command `tidy`'),
  })
  expect(await slipway(['prune', '--al'])).toMatchObject({ code: 2, stderr: expect.stringContaining("'--al'") })
  const nowhere = await slipway(['prune'], { DOCKER_HOST: 'unix:///nowhere/docker.sock' })
  expect(nowhere).toMatchObject({ code: 1, stdout: '' })
  expect(nowhere.stderr).toMatch(/ unix:\/\/\/nowhere\/docker\.sock: no such socket\n$/)
})
