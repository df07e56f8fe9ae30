import { appendFile } from 'node:fs/promises'
import { GenericContainer, type StartedTestContainer, Wait } from 'slipway'

const { SAMPLE = '', SAMPLE_NOTES = '' } = process.env

/** A small container that the test of this project finds again by its label. */
export const box = (): Promise<StartedTestContainer> =>
  new GenericContainer('busybox')
    .withCommand(['sh', '-c', 'echo ready; exec sleep infinity'])
    .withEnvironment({ PASSWORD: process.env.SAMPLE_CANARY ?? '' })
    .withLabels({ 'slipway.sample': SAMPLE })
    .withWaitStrategy(Wait.forLogMessage('ready'))
    .start()

/** One whose start goes on for longer than a test may take. */
export const neverReady = (): Promise<StartedTestContainer> =>
  new GenericContainer('busybox')
    .withCommand(['sleep', 'infinity'])
    .withLabels({ 'slipway.sample': SAMPLE })
    .withWaitStrategy(Wait.forLogMessage('ready'))
    .withStartupTimeout(5_000)
    .start()

/** Tells the test of this project who has which container. */
export const note = (facts: Readonly<Record<string, unknown>>): Promise<void> =>
  appendFile(SAMPLE_NOTES, `${JSON.stringify({ pid: process.pid, ...facts })}\n`)
