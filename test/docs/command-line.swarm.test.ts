import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { Engine, ServerError, UnsupportedError } from '../../src/api/index.ts'
import { engineTraits } from '../api/support/engine-traits.ts'
import { owned, removeContainer } from '../api/support/resources.ts'
import { screen, untilShown } from '../api/support/screen.ts'
import { areRunning, initSwarm, leaveSwarm, swarmOfThisFile, untilTasks } from '../api/support/swarm.ts'
import { tarOf } from '../api/support/tar.ts'
import { ensureRegistries } from '../testbed/registry.ts'

// The regions are blocks of docs/from-the-command-line.md, as test/docs/command-line.test.ts checks: what they need is made around them.

const { isPodman } = await engineTraits()

/** What a region prints. */
const printer = () => {
  const printed: string[] = []
  return { printed, log: (...values: unknown[]) => printed.push(values.join(' ')) }
}

/** The container that the rows about terminals speak of. */
const demoTerm = async (engine: Engine) => {
  const name = 'demo-term'
  await engine.containers.remove(name, { force: true }).catch(() => {})
  await engine.runDetached('busybox', ['sh'], { name, config: { Tty: true, OpenStdin: true } })
  return owned({}, () => removeContainer(engine, name))
}

test('a person runs a shell', async () => {
  await using engine = await Engine.connect()
  const { stdin, stdout, shown } = screen()
  stdin.write('echo he""llo; exit 5\n')
  // #region run
  // docker run -it --rm busybox sh
  const { exitCode } = await engine.run('busybox', ['sh'], { tty: true, join: { stdin, stdout } })
  // #endregion
  expect(shown()).toContain('hello')
  expect(exitCode).toBe(5)
})

test('a person runs a shell in a container, and attaches to it', async () => {
  await using engine = await Engine.connect()
  await using _container = await demoTerm(engine)
  const { stdin, stdout, shown } = screen()
  stdin.write('echo he""llo; exit\n')
  // #region exec
  // docker exec -it demo-term sh
  await engine.exec.run('demo-term', ['sh'], { tty: true, join: { stdin, stdout } })
  // #endregion
  expect(shown()).toContain('hello')
  stdin.write('echo at""tached\n')
  untilShown(shown, 'attached').then(
    () => stdin.write('\x18'),
    () => stdin.end(),
  )
  // #region attach
  // docker attach --detach-keys ctrl-x demo-term
  const session = await engine.containers.attach('demo-term', { stdin: true, detachKeys: 'ctrl-x' })
  await session.join({ stdin, stdout })
  // #endregion
  expect(shown()).toContain('attached')
  expect((await engine.containers.inspect('demo-term')).State.Running).toBe(true)
})

test('an image for another platform goes to a registry and comes back', async () => {
  await using engine = await Engine.connect()
  const { guarded: registry, username, password } = await ensureRegistries()
  const auth = { username, password, serveraddress: registry }
  const console = printer()
  const logIn = async () => {
    // #region login
    // docker login -u me registry.example
    const { Status } = await engine.system.auth(auth)
    // #endregion
    return Status
  }
  // Podman asks a registry for its opinion over https only, also one that it pulls from without.
  if (isPodman) await expect(logIn()).rejects.toThrow(ServerError)
  else expect(await logIn()).toBe('Login Succeeded')
  const context = tarOf({ Dockerfile: 'FROM scratch\nCOPY file /\n', file: 'hello' })
  await engine.build(context, { tags: ['demo/arm'], platform: 'linux/arm64' })
  await using _image = owned({}, async () => {
    for (const name of ['demo/arm', `${registry}/demo/arm:1`]) await engine.images.remove(name)
  })
  // #region push
  // docker tag demo/arm registry.example/demo/arm:1
  await engine.images.tag('demo/arm', { repo: `${registry}/demo/arm`, tag: '1' })

  // docker push registry.example/demo/arm:1
  await engine.images.push(`${registry}/demo/arm:1`, { auth, onProgress: ({ status }) => console.log(status) })

  // docker pull --platform linux/arm64 registry.example/demo/arm:1
  const image = await engine.pull(`${registry}/demo/arm:1`, {
    platform: 'linux/arm64',
    auth,
    onProgress: ({ share }) => console.log(`${Math.round(share * 100)} %`),
  })
  console.log(image.Os, image.Architecture)
  // #endregion
  expect(console.printed.slice(-2)).toEqual(['100 %', 'linux arm64'])
  const asked = async () => {
    // #region distribution
    // docker buildx imagetools inspect registry.example/demo/arm:1
    const { Descriptor, Platforms } = await engine.distribution.inspect(`${registry}/demo/arm:1`, { auth })
    console.log(Descriptor.digest, Platforms)
    // #endregion
    return { digest: Descriptor.digest, Platforms }
  }
  if (isPodman) await expect(asked()).rejects.toThrow(UnsupportedError)
  else expect(await asked()).toMatchObject({ digest: expect.stringMatching(/^sha256:/) })
})

test('a registry is searched', async () => {
  await using engine = await Engine.connect()
  const console = printer()
  await using index = await searchIndex()
  const term = `${index.host}/redis`
  const search = async () => {
    // #region search
    // docker search --limit 5 redis
    for (const { name, description } of await engine.images.search({ term, limit: 5 })) console.log(name, description)
    // #endregion
  }
  // Podman searches over https only.
  if (isPodman) return await expect(search()).rejects.toThrow(ServerError)
  await search()
  expect(console.printed).toEqual([expect.stringMatching(/redis A store$/)])
})

/** A registry that can be searched, as the Hub can. */
const searchIndex = async () => {
  const results = [{ name: 'redis', description: 'A store', star_count: 7, is_official: true, is_automated: false }]
  const server = createServer(({ url = '' }, response) => {
    if (!/^\/v1\/(_ping|search\?)/.test(url)) return void response.writeHead(404).end()
    response.setHeader('content-type', 'application/json')
    response.setHeader('x-docker-registry-version', '1')
    response.end(JSON.stringify({ num_results: results.length, query: 'redis', results }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The index has no address.')
  return owned({ host: `127.0.0.1:${address.port}` }, async () => {
    server.closeAllConnections()
    server.close()
  })
}

/** What Podman does not have. */
const onDocker = (title: string, run: () => Promise<void>): void => {
  if (isPodman) test(`${title}: not with Podman`, () => expect(run()).rejects.toThrow(UnsupportedError))
  else test(title, run)
}

onDocker('old build cache is pruned', async () => {
  await using engine = await Engine.connect()
  // #region builder-prune
  // docker builder prune --filter until=8760h
  const { SpaceReclaimed } = await engine.images.pruneBuildCache({ filters: { until: ['8760h'] } })
  // #endregion
  expect(SpaceReclaimed).toBeGreaterThanOrEqual(0)
})

onDocker('plugins are listed', async () => {
  await using engine = await Engine.connect()
  const console = printer()
  // #region plugins
  // docker plugin ls
  for (const { Name, Enabled } of await engine.plugins.list()) console.log(Name, Enabled)
  // #endregion
})

if (isPodman) {
  onDocker('a swarm', async () => {
    await using engine = await Engine.connect()
    await engine.swarm.inspect()
  })
} else {
  describe('in a swarm', () => {
    const swarm = swarmOfThisFile()

    test('a swarm is made, runs a service, and is left', { timeout: 120_000 }, async () => {
      if (!swarm.isOurs) return
      await using engine = await Engine.connect()
      const address = '127.0.0.1'
      const console = printer()
      await leaveSwarm(engine)
      // Marked as ours again, for those who come after.
      await using _ours = owned({}, async () => {
        await leaveSwarm(engine)
        await initSwarm(engine)
      })
      // #region swarm
      // docker swarm init --listen-addr 10.0.0.5 --advertise-addr 10.0.0.5
      await engine.swarm.init({ ListenAddr: address, AdvertiseAddr: address })

      // docker swarm join-token worker
      const { JoinTokens } = await engine.swarm.inspect()

      // docker node ls
      for (const { Description, Status } of await engine.nodes.list()) console.log(Description.Hostname, Status.State)
      // #endregion
      expect(console.printed).toEqual([expect.stringMatching(/ ready$/)])
      const join = async () => {
        // #region join
        // docker swarm join --token <token> 10.0.0.5:2377
        await engine.swarm.join({ ListenAddr: address, RemoteAddrs: [`${address}:2377`], JoinToken: JoinTokens.Worker })
        // #endregion
      }
      // One engine cannot be both: it understands the request, and says that it is in the swarm.
      await expect(join()).rejects.toThrow(/already part of a swarm/)
      const leave = async () => {
        // #region leave
        // docker swarm leave --force
        await engine.swarm.leave({ force: true })
        // #endregion
      }
      // #region service
      // printf s3cret | docker secret create demo-token -
      const token = await engine.secrets.create({ Name: 'demo-token', Data: Buffer.from('s3cret').toString('base64') })

      // printf color=blue | docker config create demo-settings -
      const data = Buffer.from('color=blue').toString('base64')
      const settings = await engine.configs.create({ Name: 'demo-settings', Data: data })

      // docker service create --name demo-api --replicas 2 --secret demo-token --config demo-settings busybox sh -c …
      const root = { UID: '0', GID: '0', Mode: 0o444 }
      await engine.services.create({
        Name: 'demo-api',
        TaskTemplate: {
          ContainerSpec: {
            Image: 'busybox',
            Args: ['sh', '-c', 'cat /demo-settings /run/secrets/demo-token; echo; exec sleep infinity'],
            Secrets: [{ SecretID: token.ID, SecretName: 'demo-token', File: { Name: 'demo-token', ...root } }],
            Configs: [
              { ConfigID: settings.ID, ConfigName: 'demo-settings', File: { Name: '/demo-settings', ...root } },
            ],
          },
        },
        Mode: { Replicated: { Replicas: 2 } },
      })

      // docker service ls
      for (const service of await engine.services.list()) console.log(service.Spec.Name, service.Spec.Mode)

      // docker service ps demo-api
      for (const { Slot, Status } of await engine.tasks.list({ filters: { service: ['demo-api'] } })) {
        console.log(Slot, Status.State, Status.Err)
      }
      // #endregion
      await untilTasks(engine, 'demo-api', areRunning(2))
      await expect
        .poll(async () => (await (await engine.services.logs('demo-api')).text()).stdout)
        .toContain('color=blues3cret')
      // #region scale
      // docker service logs demo-api
      const logs = await engine.services.logs('demo-api')
      for await (const { text } of logs.lines()) console.log(text)

      // docker service scale demo-api=1
      const { Spec, Version } = await engine.services.inspect('demo-api')
      const scaled = { ...Spec, Mode: { Replicated: { Replicas: 1 } } }
      await engine.services.update('demo-api', scaled, { version: Version.Index })
      // #endregion
      expect(console.printed.at(-1)).toBe('color=blues3cret')
      await untilTasks(engine, 'demo-api', areRunning(1))
      // #region update
      // docker service update --label-add demo=slipway demo-api
      const before = await engine.services.inspect('demo-api')
      const labelled = { ...before.Spec, Labels: { demo: 'slipway' } }
      await engine.services.update('demo-api', labelled, { version: before.Version.Index })

      // docker service rollback demo-api
      const { Version: now } = await engine.services.inspect('demo-api')
      await engine.services.update('demo-api', labelled, { version: now.Index, rollback: 'previous' })

      // docker service rm demo-api
      await engine.services.remove('demo-api')

      // docker secret ls
      for (const { Spec } of await engine.secrets.list()) console.log(Spec.Name)

      // docker secret rm demo-token
      await engine.secrets.remove('demo-token')

      // docker config ls
      for (const { Spec } of await engine.configs.list()) console.log(Spec.Name)

      // docker config rm demo-settings
      await engine.configs.remove('demo-settings')
      // #endregion
      expect(console.printed.slice(-2)).toEqual(['demo-token', 'demo-settings'])
      await leave()
      expect((await engine.system.info()).Swarm.LocalNodeState).toBe('inactive')
    })
  })
}
