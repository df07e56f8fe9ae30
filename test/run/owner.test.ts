import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { ownerLabels, ownerState } from '../../src/run/owner.ts'

const own = { 'slipway.host': 'here', 'slipway.place': 'machine/boot/namespace' }
const me = { ...own, 'slipway.pid': String(process.pid) }

test('this process lives', () => {
  expect(ownerState(ownerLabels())).toBe('alive')
})

test('a process that has ended is known to have', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  expect(ownerState({ ...ownerLabels(), 'slipway.pid': String(child.pid) })).toBe('ended')
})

test('another process that got its id since is not taken for it', () => {
  expect(ownerState({ ...ownerLabels(), 'slipway.started': '1' })).toBe('ended')
})

test('where a start is not told, whoever has the id lives', () => {
  expect(ownerState(me, own)).toBe('alive')
})

test.each([
  ['another machine', { ...me, 'slipway.host': 'there' }],
  ['another namespace of process ids', { ...me, 'slipway.place': 'machine/boot/other' }],
  ['a machine of the same name', { ...me, 'slipway.place': 'other/boot/namespace' }],
  ['a machine of the same name that has no id', { ...me, 'slipway.place': '/other/namespace' }],
  ['nobody', {}],
  ['what is no process id', { ...me, 'slipway.pid': '-1' }],
])('of %s nothing is known', (_, labels) => {
  expect(ownerState(labels, own)).toBe('unknown')
})

test('whoever ran before the machine was started again has ended', () => {
  expect(ownerState({ ...me, 'slipway.place': 'machine/before/namespace' }, own)).toBe('ended')
})
