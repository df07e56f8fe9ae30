import { appendFile } from 'node:fs/promises'
import { GenericContainer, Wait } from 'slipway'

const { SAMPLE = '', SAMPLE_NOTES = '' } = process.env

/** A small container that the test of this project finds again by its label. */
export const box = () =>
  new GenericContainer('busybox')
    .withCommand(['sh', '-c', 'echo ready; exec sleep infinity'])
    .withEnvironment({ PASSWORD: process.env.SAMPLE_CANARY ?? '' })
    .withLabels({ 'slipway.sample': SAMPLE })
    .withWaitStrategy(Wait.forLogMessage('ready'))
    .start()

/** One whose start goes on for longer than a test may take. */
export const neverReady = () =>
  new GenericContainer('busybox')
    .withCommand(['sleep', 'infinity'])
    .withLabels({ 'slipway.sample': SAMPLE })
    .withWaitStrategy(Wait.forLogMessage('ready'))
    .withStartupTimeout(5_000)
    .start()

/** Tells the test of this project who has which container. */
export const note = (facts) => appendFile(SAMPLE_NOTES, `${JSON.stringify({ pid: process.pid, ...facts })}\n`)

export const say = (text) => ['sh', '-c', `echo ${text} > /proc/1/fd/1`]
