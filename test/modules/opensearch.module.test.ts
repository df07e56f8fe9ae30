import { Client } from '@opensearch-project/opensearch'
import { expect, expectTypeOf, test } from 'vitest'
import { ImagePullError } from '../../src/api/index.ts'
import { InvalidArgumentError } from '../../src/events/error.ts'
import { StartupError } from '../../src/index.ts'
import { OpenSearchContainer, type StartedOpenSearchContainer } from '../../src/modules/opensearch.ts'
import { failureOf } from './failure-of.ts'
import { heldPort } from './held-port.ts'
import { expectNothingLeft } from './nothing-left.ts'

const IMAGE = 'opensearchproject/opensearch:2.19.4'

test('a document that was indexed is found, over TLS and with the password only', async () => {
  // #region example
  await using search = await new OpenSearchContainer('opensearchproject/opensearch:2.19.4').start()
  const client = new Client({
    node: search.getHttpUrl(),
    auth: { username: search.getUsername(), password: search.getPassword() },
    // The node has made its certificate for itself.
    ssl: { rejectUnauthorized: false },
  })
  await client.index({ index: 'boats', id: '1', body: { name: 'Slipway' } })
  await client.indices.refresh({ index: 'boats' })
  const { body } = await client.search({ index: 'boats', body: { query: { match: { name: 'slipway' } } } })
  await client.close()
  // #endregion
  expect(body.hits.hits.map(({ _source }) => _source)).toEqual([{ name: 'Slipway' }])
  expect(search.getUsername()).toBe('admin')
  expect(search.getSchema()).toBe('https')
  expect(search.getPort()).toBe(search.getMappedPort(9200))
  expect(search.getHttpUrl()).toBe(`https://${search.getHost()}:${search.getPort()}`)

  await using stranger = clientOf(search, { username: 'admin', password: 'not the password' })
  await expect(stranger.client.info()).rejects.toMatchObject({ statusCode: 401 })
})

test('a password may hold any character', async () => {
  const password = 'p@ss:W/ord#%42'
  await using search = await new OpenSearchContainer(IMAGE).withPassword(password).start()
  expect(search.getPassword()).toBe(password)
  await using mine = clientOf(search, { username: search.getUsername(), password })
  expect((await mine.client.info()).body.version.number).toBe('2.19.4')
})

test('without security it is asked by plain HTTP; two starts of one builder, side by side, share nothing', async () => {
  // #region without-security
  const builder = new OpenSearchContainer('opensearchproject/opensearch:2.19.4').withSecurityEnabled(false)
  // #endregion
  const starts = [builder.start(), builder.start()] as const
  await using first = await starts[0]
  await using second = await starts[1]
  expect(first.getSchema()).toBe('http')
  expect(first.getHttpUrl()).toBe(`http://${first.getHost()}:${first.getPort()}`)
  await using one = clientOf(first)
  await using two = clientOf(second)
  await one.client.indices.create({ index: 'boats' })
  expect((await one.client.indices.exists({ index: 'boats' })).body).toBe(true)
  expect((await two.client.indices.exists({ index: 'boats' })).body).toBe(false)
})

test('an image without the security plugin works with security off, after a restart too', async () => {
  await using search = await new OpenSearchContainer('opensearchproject/opensearch:1.3.7')
    .withSecurityEnabled(false)
    .start()
  await search.restart()
  await using mine = clientOf(search)
  expect((await mine.client.info()).body.version.number).toBe('1.3.7')
})

test.each([
  ['short', 'aB3$567'],
  ['without an upper case letter', 'weak-password-1'],
  ['without a digit', 'Weak-password'],
  ['without another character', 'Weakpassword1'],
])('a password that is %s is refused by the setter', (_, password) => {
  expect(() => new OpenSearchContainer(IMAGE).withPassword(password)).toThrow(
    new InvalidArgumentError(
      'The OpenSearch password is too weak: it needs 8 characters or more, with upper and lower case, a digit and another character.',
    ),
  )
})

test('an image that is not to be had is named, and nothing is left behind', async () => {
  // Nothing listens on port 1: the answer comes at once, with or without a network.
  const failure = await failureOf(new OpenSearchContainer('localhost:1/no/such:1').start(), ImagePullError)
  expect(failure.message).toMatch(/^Image `localhost:1\/no\/such:1` could not be pulled: .+connection refused\. /)
  await expectNothingLeft()
})

test('a host port that is taken is named, and nothing is left behind', async () => {
  await using taken = await heldPort()
  const start = new OpenSearchContainer(IMAGE).withExposedPorts({ container: 9200, host: taken.port }).start()
  const failure = await failureOf(start, StartupError)
  expect(failure.reason).toBe('refused')
  expect(failure.message).toMatch(new RegExp(`:${taken.port}.*(address already in use|already allocated)`))
  await expectNothingLeft()
})

test('a node that gives up during its start fails the start at once, without a word of the password', async () => {
  const password = 'Harbour-Master-1'
  const start = new OpenSearchContainer(IMAGE)
    .withSecurityEnabled(false)
    .withPassword(password)
    .withEnvironment({ 'cluster.no_such_setting': 'true' })
    .start()
  const failure = await failureOf(start, StartupError)
  expect(failure.reason).toBe('exited')
  expect(failure.exitCode).toBeGreaterThan(0)
  expect(failure.message).toContain('unknown setting [cluster.no_such_setting]')
  expect(failure.message).not.toContain(password)
  await expectNothingLeft()
})

test('setters keep the type, and start gives an OpenSearch node', () => {
  const builder = new OpenSearchContainer(IMAGE).withSecurityEnabled(false).withExposedPorts(9200)
  expectTypeOf(builder).toEqualTypeOf<OpenSearchContainer>()
  expectTypeOf(builder.start).returns.resolves.toEqualTypeOf<StartedOpenSearchContainer>()
})

interface Credentials {
  readonly username: string
  readonly password: string
}

const clientOf = (search: StartedOpenSearchContainer, auth?: Credentials) => {
  const client = new Client({
    node: search.getHttpUrl(),
    ...(auth ? { auth, ssl: { rejectUnauthorized: false } } : {}),
  })
  return { client, [Symbol.asyncDispose]: () => client.close() }
}
