import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const printed = (DEBUG: string, code: string): string => {
  const file = new URL('../../src/events/log.ts', import.meta.url).href
  const program = `import { Logger, log } from '${file}'\n${code}`
  return spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    env: { ...process.env, DEBUG },
    encoding: 'utf8',
  }).stderr.replaceAll(/^\S+Z /gm, '')
}

test('lines go to standard error with level, container and image', () => {
  const code = `
    log.info('hello')
    log.warn('slow', { containerId: '0123456789abcdef', imageName: 'redis:7' })
    new Logger('testcontainers:own', false).error('bare')`
  expect(printed('other,testcontainers*', code)).toBe(
    'testcontainers [INFO] hello\ntestcontainers [WARN] [0123456789ab] [redis:7] slow\ntestcontainers:own bare\n',
  )
})

test('nothing is printed unless DEBUG names it', () => {
  const code = "log.error('hello'); new Logger('testcontainers:own').error('own')"
  expect(printed('', code)).toBe('')
  expect(printed('testcontainer', code)).toBe('')
  expect(printed('testcontainers*,-testcontainers:own', code)).toBe('testcontainers [ERROR] hello\n')
})
