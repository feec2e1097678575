import { type CloudEvent, complete, draft, type MeshEvent } from '@heimgewebe/contracts'
import type { Transaction } from 'kysely'
import { failpoint } from '../failpoint.js'
import type { MeshTables } from '../store/mesh-tables.js'
import type { OpenDelivery } from './delivery.js'
import type { Routes } from './routes.js'

/** Longest reason kept, in characters. */
const MAX_REASON = 4000

/** Events that a service could not take: set aside with their evidence, tried again or given up when a person says so. */
export class Parking {
  constructor(
    private readonly routes: Routes,
    private readonly service: string,
  ) {}

  /** Whether events of this type are people's words on what was parked. */
  hears(type: string): boolean {
    return type === 'event.released.v1' || type === 'event.discarded.v1'
  }

  /** Whether an event is a person's word on something this service parked. */
  concerns(event: MeshEvent): boolean {
    if (!this.hears(event.type)) return false
    return (event as MeshEvent<'event.released.v1'>).data.consumer === this.service
  }

  /** Sets an event aside in the transaction that moves past it. Returns the event that says so. */
  async park(trx: Transaction<MeshTables>, event: MeshEvent, error: unknown, tries: number): Promise<CloudEvent[]> {
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, MAX_REASON)
    const code = codeOf(error)
    await trx
      .insertInto('mesh_parked')
      .values({ event_id: event.id, event: JSON.stringify(event), reason, code, tries })
      .onConflict((conflict) =>
        conflict
          .column('event_id')
          .doUpdateSet((row) => ({ reason, code, tries: row('mesh_parked.tries', '+', tries) })),
      )
      .execute()
    failpoint('parking-before-commit')
    // The news of a parked event that cannot be taken is no news: it would park itself for ever.
    return event.type === 'event.parked.v1' ? [] : [this.said(event, event, reason, code, tries)]
  }

  /** Carries out the person's word. A release that fails again parks the event again. */
  async answer(trx: Transaction<MeshTables>, word: MeshEvent, delivery: OpenDelivery): Promise<CloudEvent[]> {
    const id = (word as MeshEvent<'event.released.v1'>).data.event
    const parked = await trx.selectFrom('mesh_parked').selectAll().where('event_id', '=', id).executeTakeFirst()
    if (!parked) return []
    const event = JSON.parse(parked.event) as MeshEvent
    if (word.type === 'event.released.v1') {
      const drafts = await this.tryAgain(event, delivery)
      if (!Array.isArray(drafts)) return [this.said(event, word, drafts.reason, drafts.code, parked.tries + 1)]
      await trx
        .insertInto('mesh_inbox')
        .values({ event_id: event.id, position: event.position })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await trx.deleteFrom('mesh_parked').where('event_id', '=', id).execute()
      return drafts
    }
    await trx.deleteFrom('mesh_parked').where('event_id', '=', id).execute()
    return []
  }

  private async tryAgain(
    event: MeshEvent,
    delivery: OpenDelivery,
  ): Promise<CloudEvent[] | { reason: string; code: string }> {
    try {
      return await this.routes.event(event, delivery)
    } catch (error) {
      return {
        reason: (error instanceof Error ? error.message : String(error)).slice(0, MAX_REASON),
        code: codeOf(error),
      }
    }
  }

  private said(event: MeshEvent, cause: MeshEvent, reason: string, code: string, tries: number): CloudEvent {
    const parked = draft('event.parked.v1', {
      subject: `parked/${this.service}/${event.id}`,
      partitionkey: event.partitionkey,
      data: {
        event: event.id,
        event_type: event.type,
        event_position: event.position,
        consumer: this.service,
        reason,
        code,
        tries,
      },
    })
    return complete(parked, this.routes.source, new Date(), { event: cause, index: PARKED_INDEX })
  }
}

/** Its own number among what an event leads to, so that parking never takes the id of a draft. */
const PARKED_INDEX = 20_000

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && code.length <= 60 ? code : 'failed'
}
