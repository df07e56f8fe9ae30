// Compiled against the packed package under each kind of module resolution, library checks included.
import { type Connection, connect, GenericContainer, Wait } from 'slipway'
import { type ContainerInspect, Engine, NotFoundError } from 'slipway/api'
import { containerPerFile, containersPerRun, runValues } from 'slipway/jest'
import { MinioContainer } from 'slipway/minio'
import { MySqlContainer, type StartedMySqlContainer } from 'slipway/mysql'
import * as nodeTest from 'slipway/node-test'
import { OpenSearchContainer } from 'slipway/opensearch'

export const mysql = (): Promise<StartedMySqlContainer> => new MySqlContainer('mysql:8.4').withDatabase('app').start()
export const others = [new MinioContainer('minio/minio'), new OpenSearchContainer('opensearchproject/opensearch:2')]

export const redis = async (): Promise<number> => {
  const container = await new GenericContainer('redis:7')
    .withExposedPorts(6379)
    .withWaitStrategy(Wait.forListeningPorts())
    .start()
  return container.getMappedPort(6379)
}

// Neither runner is installed here.
export const perFile: (() => StartedMySqlContainer)[] = [containerPerFile, nodeTest.containerPerFile].map((hook) =>
  hook(mysql),
)
export const perRun = containersPerRun(async (use) => ({ uri: use(await mysql()).getConnectionUri() }))
export const uri = (): string => runValues<typeof perRun>().uri

export const inspect = async (id: string): Promise<ContainerInspect | undefined> => {
  const docker: Connection = await connect()
  const engine: Engine = docker.engine ?? (await Engine.connect({}))
  return engine.containers.inspect(id).catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined
    throw error
  })
}

// @ts-expect-error: this fails as long as the declarations are really found
export const wrong: string = new GenericContainer('redis:7')
