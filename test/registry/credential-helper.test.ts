import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { CredentialHelperError } from '../../src/registry/credential-helper-error.ts'
import { cliCredentials } from '../../src/registry/credentials.ts'
import { homeFolder } from '../support/home-folder.ts'
import { credentialPrograms } from './credential-programs.ts'

/** What the look-up of ghcr.io ends with when its helper is this script. */
const endOf = async (script: string | undefined, helperTimeoutMs?: number) => {
  await using home = await homeFolder()
  const env = await credentialPrograms(home, script === undefined ? {} : { test: script })
  await home.write('.docker/config.json', { credHelpers: { 'ghcr.io': 'test' } })
  const look = cliCredentials({ env, home: home.path, helperTimeoutMs }).of('ghcr.io')
  const end: unknown = await look.catch((error: unknown) => error)
  return end instanceof CredentialHelperError
    ? { message: end.message.replaceAll(home.path, '/home/me'), exitCode: end.exitCode }
    : end
}

test('a helper reads the address of the registry and nothing else', async () => {
  const end = await endOf(`printf '{"Username":"%s","Secret":"%s"}' "$1" "$(od -An -c | tr -d ' ')"`)
  expect(end).toMatchObject({ username: 'get', password: 'ghcr.io' })
})

test.each(['credentials not found in native keychain', 'no credentials server URL', 'no credentials username'])(
  'a helper that says `%s` has none',
  async (words) => {
    expect(await endOf(`echo ${words}; exit 1`)).toBeUndefined()
    expect(await endOf(`echo ${words} >&2; exit 1`)).toBeUndefined()
  },
)

test('a helper with an empty secret has none', async () => {
  expect(await endOf(`echo '{"ServerURL":"","Username":"","Secret":""}'`)).toBeUndefined()
})

test('a helper that is missing is named, with where it is configured', async () => {
  expect(await endOf(undefined)).toMatchInlineSnapshot(`
    {
      "exitCode": undefined,
      "message": "Credential helper \`docker-credential-test\`, asked for \`ghcr.io\`, is not on the PATH. Install it, or take \`test\` out of \`/home/me/.docker/config.json\`.",
    }
  `)
})

test('a helper that cannot be run says why', async () => {
  await using home = await homeFolder()
  const { PATH } = await credentialPrograms(home, { none: '' })
  await home.write('bin/docker-credential-test', 'not for running', 0o644)
  await home.write('.docker/config.json', { credsStore: 'test' })
  const look = cliCredentials({ env: { PATH: PATH?.split(':')[0] }, home: home.path }).of('ghcr.io')
  await expect(look).rejects.toThrow(
    /^Credential helper `docker-credential-test`, asked for `ghcr.io`, cannot be run \(EACCES\)\./,
  )
})

test('a helper that fails is quoted, in short, with its exit code', async () => {
  expect(await endOf('echo "User interaction is not allowed."; echo "(-25308)" >&2; exit 4')).toMatchInlineSnapshot(`
    {
      "exitCode": 4,
      "message": "Credential helper \`docker-credential-test\`, asked for \`ghcr.io\`, ended with exit code 4: User interaction is not allowed. (-25308). Try \`docker-credential-test list\`.",
    }
  `)
  expect(await endOf('exit 5')).toMatchInlineSnapshot(`
    {
      "exitCode": 5,
      "message": "Credential helper \`docker-credential-test\`, asked for \`ghcr.io\`, ended with exit code 5: it said nothing. Try \`docker-credential-test list\`.",
    }
  `)
  expect(await endOf('yes long | head -n 1000; exit 6')).toMatchObject({
    message: expect.stringMatching(/^.{300,500}$/),
    exitCode: 6,
  })
})

test('a helper that answers nonsense is refused', async () => {
  expect(await endOf('echo hello')).toMatchInlineSnapshot(`
    {
      "exitCode": undefined,
      "message": "Credential helper \`docker-credential-test\`, asked for \`ghcr.io\`, answered something that is not credentials.",
    }
  `)
  expect(await endOf(`echo '{"Username":"me"}'`)).toMatchObject({ message: expect.stringContaining('not credentials') })
})

test('a helper that hangs is given up, whatever it has started', async () => {
  const before = performance.now()
  expect(await endOf('sleep 10; echo late', 200)).toMatchInlineSnapshot(`
    {
      "exitCode": undefined,
      "message": "Credential helper \`docker-credential-test\`, asked for \`ghcr.io\`, has not answered within 0.2 s. It may be waiting for somebody to unlock it.",
    }
  `)
  expect(performance.now() - before).toBeLessThan(5_000)
})

test('a helper that does not read its input is as good as another', async () => {
  expect(await endOf(`exec < /dev/null; echo '{"Username":"me","Secret":"s"}'`)).toMatchObject({ username: 'me' })
})

test('the name of a helper is never a command line', async () => {
  await using home = await homeFolder()
  await home.write('.docker/config.json', { credsStore: 'x; touch pwned' })
  await expect(cliCredentials({ env: { PATH: process.env.PATH }, home: home.path }).of('ghcr.io')).rejects.toThrow(
    /`docker-credential-x; touch pwned`.* is not on the PATH/,
  )
})
