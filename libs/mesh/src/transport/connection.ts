import { readFile } from 'node:fs/promises'
import { Injectable, Logger } from '@nestjs/common'
import { type ConnectionOptions, createInbox, type NatsConnection } from '@nats-io/nats-core'
import { connect } from '@nats-io/transport-node'
import type { MeshConfig } from '../config/mesh-config.js'
import type { Readiness } from '../health/readiness.js'
import { seedAuthenticator } from './nkey.js'

/** The one NATS connection of a service. It reconnects for ever; while it is away the service is alive, not ready. */
@Injectable()
export class Connection {
  private readonly log = new Logger('nats')
  private opening: Promise<NatsConnection> | undefined
  private open: NatsConnection | undefined
  private connected = false
  private readonly returns: (() => void)[] = []

  constructor(
    private readonly config: MeshConfig,
    readiness: Readiness,
  ) {
    readiness.add('nats', () => {
      if (!this.connected) throw new Error(`not connected to ${redacted(config.natsUrl)}`)
    })
  }

  /** The connection; waits for the first one. */
  nats(): Promise<NatsConnection> {
    this.opening ??= this.connect()
    return this.opening
  }

  /** Calls back each time the connection is there again after a loss: what was on its way then is gone. */
  onReturn(listener: () => void): void {
    this.returns.push(listener)
  }

  /** A new subject for answers that only this service may hear. */
  inbox(): string {
    return createInbox(this.inboxPrefix)
  }

  /** Sends what is waiting and closes. */
  async close(): Promise<void> {
    await this.open?.drain().catch(() => this.open?.close())
  }

  /** Its own prefix, so that permissions can keep each service's replies from the others. */
  private get inboxPrefix(): string {
    return `_INBOX_${this.config.service}`
  }

  private async connect(): Promise<NatsConnection> {
    const url = new URL(this.config.natsUrl)
    const options: ConnectionOptions = {
      servers: url.host,
      name: this.config.service,
      inboxPrefix: this.inboxPrefix,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      reconnectJitter: 100,
      waitOnFirstConnect: true,
      pingInterval: 30_000,
      // A stack trace for each request costs a tenth of chronik's time; errors name what failed all the same.
      noAsyncTraces: true,
    }
    if (url.username !== '')
      Object.assign(options, { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) })
    if (this.config.natsSeedFile !== undefined) {
      const seed = (await readFile(this.config.natsSeedFile, 'utf8')).trim()
      options.authenticator = seedAuthenticator(seed)
    }
    const open = await connect(options)
    this.open = open
    this.connected = true
    void this.watch(open)
    return open
  }

  private async watch(open: NatsConnection): Promise<void> {
    for await (const status of open.status()) {
      if (status.type === 'disconnect') {
        this.connected = false
        this.log.warn(`connection to ${redacted(this.config.natsUrl)} lost; trying again`)
      } else if (status.type === 'reconnect') {
        this.connected = true
        for (const listener of this.returns) listener()
        this.log.log(`connected again to ${redacted(this.config.natsUrl)}`)
      } else if (status.type === 'error') {
        this.log.warn(status.error.message)
      }
    }
    this.connected = false
  }
}

const redacted = (address: string): string => new URL(address).host
