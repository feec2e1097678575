import { setTimeout as sleep } from 'node:timers/promises'
import { complete, type CloudEvent, type Draft, draft } from '@heimgewebe/contracts'
import { type AppendReply, type AppendRequest, Connection } from '@heimgewebe/mesh'
import type { TestMesh } from '@heimgewebe/testing'

/** A draft of the smallest type, on the stream of its number. */
export const closed = (number: number, rest: Partial<Draft> = {}): Draft =>
  draft('pr.closed.v1', {
    subject: `pr/acme/shop/${number}`,
    data: { repository: 'acme/shop', number, closed_at: '2026-03-01T11:00:00Z' },
    ...(rest as object),
  })

/** The same as an event that sichter says. */
export const said = (number: number, rest: Partial<Draft> = {}): CloudEvent =>
  complete(closed(number, rest), 'heimgewebe/sichter', new Date('2026-03-01T11:00:00Z'))

/** Appends over NATS as sichter does: tries again while chronik does not listen yet, or cannot write now. */
export const ask = async (mesh: TestMesh, request: AppendRequest | string): Promise<AppendReply> => {
  const nats = await mesh.chronik.get(Connection).nats()
  const body = typeof request === 'string' ? request : JSON.stringify(request)
  for (let tries = 0; ; tries++, await sleep(25)) {
    const answer = await nats.request('chronik.append.sichter', body, { timeout: 5000 }).catch((error: unknown) => {
      if (tries < 200 && /no responders/.test(String(error))) return undefined
      throw error
    })
    const reply = answer?.json<AppendReply>()
    if (reply && (reply.ok || reply.refusal.code !== 'unavailable' || tries >= 200)) return reply
  }
}
