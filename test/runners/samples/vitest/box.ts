import { appendFile } from 'node:fs/promises'
import { GenericContainer, type StartedTestContainer, Wait } from 'slipway'

const { SAMPLE = '', SAMPLE_NOTES = '' } = process.env

/** A small container that the test of this project finds again by its label. */
export const box = (): Promise<StartedTestContainer> =>
  new GenericContainer('busybox')
    .withCommand(['sh', '-c', 'echo ready; exec sleep infinity'])
    .withLabels({ 'slipway.sample': SAMPLE })
    .withWaitStrategy(Wait.forLogMessage('ready'))
    .start()

/** Tells the test of this project who has which container. */
export const note = (facts: Readonly<Record<string, unknown>>): Promise<void> =>
  appendFile(SAMPLE_NOTES, `${JSON.stringify({ pid: process.pid, ...facts })}\n`)
