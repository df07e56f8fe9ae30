import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { selfSigned } from '../../support/self-signed.ts'
import { ensureRegistries } from '../../testbed/registry.ts'
import { recordFigure, times } from '../soak.ts'

const { guarded } = await ensureRegistries()

/** Ways in which a secret may be written; of base64 the part that does not depend on what stands around it. */
const formsOf = (canary: string): readonly string[] => [
  canary,
  Buffer.from(canary).toString('hex'),
  ...[0, 1, 2].map((shift) => {
    const coded = Buffer.from(`${'x'.repeat(shift)}${canary}`).toString('base64')
    return coded.slice(shift === 0 ? 0 : 4, -4)
  }),
]

/** A process and all that it has started, as they are now, also what lives in a session of its own. */
const family = (mark: string): readonly { readonly argv: string; readonly environ: string; readonly title: string }[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8')
        const environ = read('environ')
        return environ.includes(mark) ? [{ argv: read('cmdline'), environ, title: read('comm') }] : []
      } catch {
        return []
      }
    })

test('what is given as a secret is in no error, log, event, title, argument or environment', {
  timeout: 180_000,
}, async () => {
  const canary = `canary${randomBytes(12).toString('hex')}`
  const mark = `SLIPWAY_CANARY_RUN=${randomBytes(8).toString('hex')}`
  const child = spawn(process.execPath, ['--import', 'tsx', new URL('canary-program.ts', import.meta.url).pathname], {
    env: { ...process.env, SLIPWAY_CANARY_RUN: mark.split('=')[1] },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  // Not by its environment or its arguments: what is found there has been put there by us.
  child.stdin.end(JSON.stringify({ canary, guarded, key: selfSigned.key }))
  const processes: string[] = []
  let isReady = false
  const looking = setInterval(() => processes.push(JSON.stringify(family(mark))), 25)
  onTestFinished(() => clearInterval(looking))
  child.stdout.on('data', (chunk: Buffer) => {
    if (isReady || !chunk.includes('READY')) return
    isReady = true
    processes.push(JSON.stringify(family(mark)))
    child.kill('SIGUSR2')
  })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  clearInterval(looking)
  expect(output.match(/^OPERATIONS: \d+$/m)?.[0], `${output.slice(-2000)}\n${errors}`).toBeDefined()
  expect(output.match(/^NOT FAILED.*$/gm)).toBeNull()
  // The watchdog was among them.
  expect(processes.join('')).toContain('IFS= read -r task')

  const keyLine = selfSigned.key.split('\n')[1] ?? ''
  const places = { output, errors, processes: processes.join('\n') }
  const found = Object.entries(places).flatMap(([place, content]) =>
    [...formsOf(canary), keyLine].flatMap((form) => linesWith(content, form).map((line) => `${place}: ${line}`)),
  )
  expect(found).toEqual([])
  const operations = output.match(/^FAILED/gm)?.length ?? 0
  expect(operations).toBeGreaterThan(times(60, 100))
  await recordFigure(
    'canary credentials',
    `${operations} failed operations, ${(output.length / 2 ** 20).toFixed(1)} MiB of what was written, ${processes.length} looks at all processes: found 0 times`,
  )
})

test('a canary would be found, however it is written', () => {
  const forms = formsOf('canary0123456789abcdef')
  const written = [
    'canary0123456789abcdef',
    ...['', 'm', 'me', 'me:'].map((before) => `${before}canary0123456789abcdef`),
  ]
  for (const secret of written)
    for (const coding of ['utf8', 'base64', 'hex'] as const) {
      const line = `before ${Buffer.from(secret).toString(coding)} after`
      expect(forms.some((form) => linesWith(line, form).length === 1)).toBe(true)
    }
})

const linesWith = (content: string, form: string): readonly string[] =>
  content.includes(form)
    ? content
        .split('\n')
        .filter((line) => line.includes(form))
        .map((line) => line.slice(0, 600))
    : []
