import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { owned, startContainer } from '../api/support/resources.ts'

test('what another session or a Compose project has made goes with the process that the reaper was told by', async () => {
  await using engine = await Engine.connect()
  const id = `other-${process.pid}`
  await using session = await startContainer(engine, { Labels: { 'org.testcontainers.session-id': id } })
  await using project = await startContainer(engine, { Labels: { 'com.docker.compose.project': id } })
  await using bystander = await startContainer(engine)
  const gone = Promise.all([session, project].map((it) => engine.containers.wait(it.id, { condition: 'removed' })))
  const entry = new URL('../../src/index.ts', import.meta.url).href
  const program = `
    const { getContainerRuntimeClient, getReaper } = await import('${entry}')
    const reaper = await getReaper(await getContainerRuntimeClient())
    reaper.addSession('${id}')
    reaper.addComposeProject('${id}')
    process.exit(reaper.sessionId && reaper.containerId === '' ? 0 : 1)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { stdio: 'inherit' })
  await using _ = owned({}, async () => void child.kill())
  expect(await once(child, 'close')).toEqual([0, null])
  await gone
  expect(await engine.containers.exists(bystander.id)).toBe(true)
})
