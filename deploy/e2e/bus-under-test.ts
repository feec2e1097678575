import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { headers, type Msg, type NatsConnection, nkeyAuthenticator } from '@nats-io/nats-core'
import { createUser, type KeyPair } from '@nats-io/nkeys'
import { connect } from '@nats-io/transport-node'
import { natsConfig } from '../cli/src/stack/nats-config.js'
import { SERVICES, type ServiceName } from '../cli/src/stack/services.js'
import { close, listen } from './mesh-under-test.js'

/** Longest wait for an answer, in milliseconds; that it may not ask a service is told at once. */
const ANSWER_MS = 5000
/** How long to listen for what must not come, in milliseconds. */
const SILENCE_MS = 150
/** Longest wait for the server to take connections, in milliseconds. */
const START_MS = 50_000

const freePort = async (): Promise<number> => {
  const server = await listen(0)
  const { port } = server.address() as AddressInfo
  await close(server)
  return port
}

/** A real nats-server with the configuration of a stack, and one connection for each service, as the service connects. */
export class BusUnderTest {
  private readonly connections = new Map<ServiceName, NatsConnection>()
  /** Violations of permissions that the server told, by connection. */
  private readonly violations = new Map<ServiceName, number>()

  private constructor(
    readonly port: number,
    readonly monitorPort: number,
    private readonly folder: string,
    private readonly server: ChildProcess,
    private readonly keys: Readonly<Record<string, KeyPair>>,
  ) {}

  static async start(): Promise<BusUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), 'bus '))
    const [port, monitorPort] = [await freePort(), await freePort()]
    const keys = Object.fromEntries(SERVICES.map((name) => [name, createUser()]))
    const file = join(folder, 'nats.conf')
    const publicKeys = Object.fromEntries(SERVICES.map((name) => [name, keys[name]!.getPublicKey()]))
    const storeFolder = join(folder, 'store')
    const config = { stack: 'test', host: '127.0.0.1', port, monitorPort, storeFolder, storeGib: 1 } as const
    await writeFile(file, natsConfig({ ...config, keys: publicKeys }))
    const server = spawn(process.env['HEIMGEWEBE_TEST_NATS_SERVER']!, ['--config', file], { stdio: 'ignore' })
    const bus = new BusUnderTest(port, monitorPort, folder, server, keys)
    for (const name of SERVICES) await bus.open(name)
    return bus
  }

  as(name: ServiceName): NatsConnection {
    return this.connections.get(name)!
  }

  /** Whether the server lets a service publish here. */
  async mayPublish(name: ServiceName, subject: string): Promise<boolean> {
    const before = this.violations.get(name)
    this.as(name).publish(subject, '{}', { headers: headers() })
    await this.as(name).flush()
    await sleep(1)
    return this.violations.get(name) === before
  }

  /** Whether the server lets a service listen here. */
  async maySubscribe(name: ServiceName, subject: string): Promise<boolean> {
    const before = this.violations.get(name)
    const subscription = this.as(name).subscribe(subject, { callback: () => undefined })
    await this.as(name).flush()
    await sleep(1)
    subscription.unsubscribe()
    return this.violations.get(name) === before
  }

  /** The answer to a request; undefined where nobody answers this service. */
  async ask(name: ServiceName, subject: string, body: object = {}): Promise<Msg | undefined> {
    return this.as(name)
      .request(subject, JSON.stringify(body), { timeout: ANSWER_MS })
      .catch(() => undefined)
  }

  /** The next message of a service's consumer; undefined where none comes. NOTE: it arrives under its own subject, which no request knows. */
  async next(name: ServiceName): Promise<Msg | undefined> {
    const inbox = `_INBOX_${name}.next`
    const subscription = this.as(name).subscribe(inbox, { max: 1, timeout: ANSWER_MS })
    this.as(name).publish(`LOG.API.CONSUMER.MSG.NEXT.HEIMGEWEBE.${name}`, '{"batch":1}', { reply: inbox })
    try {
      for await (const message of subscription) return message
    } catch {
      subscription.unsubscribe()
    }
    return undefined
  }

  /** The subjects on which a service hears something while `act` is done. */
  async heard(name: ServiceName, act: () => Promise<unknown>): Promise<string[]> {
    const subjects: string[] = []
    const subscription = this.as(name).subscribe(`_INBOX_${name}.>`, {
      callback: (_error, message) => void subjects.push(message.subject),
    })
    await this.as(name).flush()
    await act()
    await sleep(SILENCE_MS)
    subscription.unsubscribe()
    return subjects
  }

  async stop(): Promise<void> {
    await Promise.all([...this.connections.values()].map((one) => one.close()))
    this.server.kill()
    if (this.server.exitCode === null) await once(this.server, 'exit')
    await rm(this.folder, { recursive: true, force: true })
  }

  private async open(name: ServiceName): Promise<void> {
    const connection = await this.connected(name)
    this.connections.set(name, connection)
    this.violations.set(name, 0)
    void this.watch(name, connection)
  }

  /** NOTE: the client's own wait for a server that is slow to start does not end on a busy machine. */
  private async connected(name: ServiceName): Promise<NatsConnection> {
    for (const end = Date.now() + START_MS; ; await sleep(50)) {
      try {
        return await connect({
          servers: `127.0.0.1:${this.port}`,
          authenticator: nkeyAuthenticator(this.keys[name]!.getSeed()),
          inboxPrefix: `_INBOX_${name}`,
          timeout: 5000,
          reconnectTimeWait: 50,
        })
      } catch (error) {
        if (Date.now() > end) throw error
      }
    }
  }

  private async watch(name: ServiceName, connection: NatsConnection): Promise<void> {
    for await (const status of connection.status())
      if (status.type === 'error') this.violations.set(name, this.violations.get(name)! + 1)
  }
}
