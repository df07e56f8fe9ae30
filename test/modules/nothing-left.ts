import { expect } from 'vitest'
import { sessionLabel } from '../../src/cleanup/labels.ts'
import { session } from '../../src/cleanup/session.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { leftBehind } from '../cleanup/left-behind.ts'

/** Fails when the engine still has something that this process made. */
export const expectNothingLeft = async (): Promise<void> =>
  expect(await leftBehind(await defaultEngine(), `${sessionLabel}=${session().id}`)).toEqual([])
