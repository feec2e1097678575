import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { SentEvent } from './event.js'

/** Where chronik put an event. */
export interface Placed {
  readonly id: string
  readonly position: number
  readonly streamversion: number
}

/** What a door answered; a throw means that nobody knows. */
export type Answer =
  | { readonly ok: true; readonly placed: readonly Placed[] }
  | { readonly ok: false; readonly code: string; readonly sure: boolean }

/** A way into the log. */
export interface Door {
  /** Source that its events must bear. */
  readonly source: string
  send(events: readonly SentEvent[], expected?: { stream: string; version: number | 'none' }): Promise<Answer>
  close(): Promise<void>
}

/** Longest wait for an answer, in milliseconds. */
const TIMEOUT_MS = 4000

/** The door of the services: request and reply over NATS. */
export const natsDoor = async (url: string, name: string): Promise<Door> => {
  const nats: NatsConnection = await connect({
    servers: url.replace('nats://', ''),
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    waitOnFirstConnect: true,
  })
  return {
    source: `heimgewebe/${name}`,
    async send(events, expected) {
      const body = JSON.stringify({ events, ...(expected === undefined ? {} : { expected: [expected] }) })
      const answer = await nats.request(`chronik.append.${name}`, body, { timeout: TIMEOUT_MS })
      const reply = answer.json<{ ok: boolean; appended?: Placed[]; refusal?: { code: string } }>()
      if (reply.ok) return { ok: true, placed: reply.appended ?? [] }
      const code = reply.refusal?.code ?? 'none'
      // NOTE: "unavailable" says that the log could not be written for sure, or that nobody could tell: the commit may have happened.
      return { ok: false, code, sure: code !== 'unavailable' }
    },
    close: () => nats.close(),
  }
}

/** The door of people and tools: HTTP. */
export const httpDoor = (url: string, token: string): Door => ({
  source: 'urn:faults:writer',
  async send(events) {
    const response = await fetch(`${url}/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const body = (await response.json()) as { appended?: Placed[]; code?: string }
    if (response.ok) return { ok: true, placed: body.appended ?? [] }
    return { ok: false, code: body.code ?? String(response.status), sure: response.status < 500 }
  },
  close: () => Promise.resolve(),
})
