import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Msg, type NatsConnection, nkeyAuthenticator } from '@nats-io/nats-core'
import { createUser } from '@nats-io/nkeys'
import { connect } from '@nats-io/transport-node'
import type { ServiceName } from '../../cli/src/stack/services.js'
import { newId } from '../load/event.js'
import type { ActingMesh } from './mesh.js'

/** An envelope as somebody sends it, written out here and not taken from the product. */
export interface Envelope {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
  readonly [attribute: string]: unknown
}

/** What became of something that was sent. */
export type Answered = 'taken' | 'refused' | 'no answer'

/** Longest wait for an answer that must come, and for one that never does, in milliseconds. */
const TIMEOUT_MS = 8000
const SILENCE_MS = 60

/** An event in an envelope of its own. */
export const envelope = (
  type: string,
  subject: string,
  data: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Envelope => {
  const id = newId()
  return {
    specversion: '1.0',
    id,
    source: 'urn:faults:person',
    type,
    subject,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `https://heimgewebe.dev/contracts/${type}`,
    correlationid: id,
    partitionkey: 'acme/shop',
    data,
    ...more,
  }
}

/** The data of a contract's first example. */
export const exampleOf = (type: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join('contracts', type, 'valid-1.json'), 'utf8')) as Record<string, unknown>

/** Somebody who holds keys of services and tokens, and sends whatever they like with them. */
export class Attacker {
  private readonly connections = new Map<ServiceName, NatsConnection>()
  /** Times that the server said that something is not allowed. */
  violations = 0

  constructor(private readonly mesh: ActingMesh) {}

  /** Appends with the key of a service, at the door of another one where it is named. */
  async append(name: ServiceName, events: readonly unknown[], door: string = name): Promise<Answered> {
    const nats = await this.as(name)
    const timeout = door === name ? TIMEOUT_MS : SILENCE_MS
    const ask = (): Promise<Msg> => nats.request(`chronik.append.${door}`, JSON.stringify({ events }), { timeout })
    try {
      const { ok, refusal } = (await ask()).json<{ ok: boolean; refusal?: { code: string } }>()
      if (ok) return 'taken'
      return refusal?.code === 'unavailable' ? 'no answer' : 'refused'
    } catch {
      return 'no answer'
    }
  }

  /** Publishes with the key of a service, wherever that is. */
  async publish(name: ServiceName, subject: string, body: unknown): Promise<void> {
    const nats = await this.as(name)
    nats.publish(subject, JSON.stringify(body))
    await nats.flush().catch(() => undefined)
  }

  /** Tries to connect with a key that nobody made, or with none; true where that works. */
  async connects(withKey: boolean): Promise<boolean> {
    try {
      const options = withKey ? { authenticator: nkeyAuthenticator(createUser().getSeed()) } : {}
      const nats = await connect({ servers: this.mesh.bus, reconnect: false, timeout: 2000, ...options })
      await nats.close()
      return true
    } catch {
      return false
    }
  }

  /** Posts events with a token, or with none. */
  async post(events: Envelope | readonly Envelope[], token: string | undefined): Promise<Answered> {
    const kind = Array.isArray(events) ? 'cloudevents-batch' : 'cloudevents'
    const headers = {
      'content-type': `application/${kind}+json`,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const body = JSON.stringify(events)
      const answer = await fetch(`${this.mesh.url}/events`, { method: 'POST', headers, body, signal })
      await answer.arrayBuffer()
      return answer.status < 300 ? 'taken' : answer.status < 500 ? 'refused' : 'no answer'
    } catch {
      return 'no answer'
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.connections.values()].map((one) => one.close()))
  }

  private async as(name: ServiceName): Promise<NatsConnection> {
    const known = this.connections.get(name)
    if (known) return known
    const nats = await connect({
      servers: this.mesh.bus,
      authenticator: nkeyAuthenticator(this.mesh.keys[name].getSeed()),
      inboxPrefix: `_INBOX_${name}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
      // A busy machine may be too slow for the time that the server gives a proof.
      waitOnFirstConnect: true,
      noAsyncTraces: true,
    })
    this.connections.set(name, nats)
    void this.watch(nats)
    return nats
  }

  private async watch(nats: NatsConnection): Promise<void> {
    for await (const { type } of nats.status()) if (type === 'error') this.violations++
  }
}
