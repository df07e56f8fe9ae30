import { Client } from '@opensearch-project/opensearch'
import { OpenSearchContainer, type StartedOpenSearchContainer } from '@testcontainers/opensearch'
import { AbstractStartedContainer, type InspectResult, type StartedTestContainer, Wait } from 'testcontainers'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** A container of the project's own: it creates an index as soon as the node answers. */
class CatalogueContainer extends OpenSearchContainer {
  readonly steps: string[] = []

  constructor() {
    super('opensearchproject/opensearch:1.3.7')
    this.withSecurityEnabled(false)
      .withEnvironment({ OPENSEARCH_JAVA_OPTS: '-Xms256m -Xmx256m' })
      .withResourcesQuota({ memory: 1 })
      .withCopyContentToContainer([
        { content: 'boat, ship\n', target: '/usr/share/opensearch/config/synonyms.txt', mode: 0o644 },
      ])
      .withWaitStrategy(
        Wait.forHttp('/_cluster/health?wait_for_status=yellow', 9200)
          .forStatusCode(200)
          .forResponsePredicate((body) => JSON.parse(body).number_of_nodes === 1),
      )
      .withStartupTimeout(90_000)
  }

  protected override async containerCreated(containerId: string): Promise<void> {
    this.steps.push(`created ${containerId.length}`)
  }

  protected override async containerStarting({ state }: InspectResult, reused: boolean): Promise<void> {
    this.steps.push(`starting ${state.running} ${reused}`)
  }

  protected override async containerStarted(container: StartedTestContainer): Promise<void> {
    this.steps.push(`started ${container.getId().length}`)
  }

  override async start(): Promise<StartedOpenSearchContainer> {
    const started = await super.start()
    const client = new Client({ node: started.getHttpUrl() })
    await client.indices.create({ index: 'catalogue', body: { settings: { number_of_replicas: 0 } } })
    await client.close()
    return started
  }
}

/** A view of it that knows its client. */
class Catalogue extends AbstractStartedContainer {
  readonly #node: StartedOpenSearchContainer

  constructor(node: StartedOpenSearchContainer) {
    super(node)
    this.#node = node
  }

  client(): Client {
    return new Client({ node: this.#node.getHttpUrl() })
  }

  protected override async containerStopping(): Promise<void> {
    stops.push('stopping')
  }

  protected override async containerStopped(): Promise<void> {
    stops.push('stopped')
  }
}

const stops: string[] = []
const builder = new CatalogueContainer()
let catalogue: Catalogue

beforeAll(async () => {
  catalogue = new Catalogue(await builder.start())
})

afterAll(async () => {
  await catalogue.stop({ timeout: 100 })
  expect(stops).toEqual(['stopping', 'stopped'])
})

test('the hooks were called in their order', () => {
  expect(builder.steps).toEqual(['created 64', 'starting true false', 'started 64'])
})

test('a document is found again, after a restart too', async () => {
  const before = catalogue.client()
  await before.index({ index: 'catalogue', id: '1', body: { name: 'a small boat' }, refresh: true })
  await before.close()
  await catalogue.restart()
  const after = catalogue.client()
  const { body } = await after.get({ index: 'catalogue', id: '1' })
  await after.close()
  expect(body._source).toEqual({ name: 'a small boat' })
})

test('its files, limits and log are what was asked for', async () => {
  const { output, exitCode } = await catalogue.exec(['cat', '/usr/share/opensearch/config/synonyms.txt'])
  expect([output, exitCode]).toEqual(['boat, ship\n', 0])
  const heap = await catalogue.exec(['sh', '-c', 'echo $OPENSEARCH_JAVA_OPTS'])
  expect(heap.stdout).toBe('-Xms256m -Xmx256m\n')
  for await (const chunk of await catalogue.logs()) if (String(chunk).includes('started')) break
})
