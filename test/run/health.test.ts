import { expect, test } from 'vitest'
import type { ContainerInspect } from '../../src/api/index.ts'
import { healthReports } from '../../src/run/health.ts'
import { fakeEngine } from '../api/support/fake-engine.ts'

const State = (Status: string, health: string) => ({
  Status,
  StartedAt: '2026-01-02T03:04:05Z',
  Health: { Status: health, Log: [] },
})

test('a container that has stopped is not unhealthy: its reports end', async () => {
  const states = [State('running', 'starting'), State('exited', 'unhealthy')]
  await using fake = await fakeEngine((request, response) => {
    if (request.url?.includes('/events')) response.write('{"Action":"health_status: unhealthy"}\n')
    else response.end(JSON.stringify({ Id: 'x', State: states.shift() }))
  })
  const inspected = { Id: 'x', State: State('running', 'starting') } as unknown as ContainerInspect
  const reports: string[] = []
  for await (const { status } of healthReports(fake.engine, inspected, new AbortController().signal))
    reports.push(status)
  expect(reports).toEqual(['starting'])
})
