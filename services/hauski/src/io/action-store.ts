import { Inject, Injectable } from '@nestjs/common'
import type { ActionFinishedV1, ActionRequestedV1, MeshEvent } from '@heimgewebe/contracts'
import { DATABASE } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import type { HauskiDelivery } from './repository-store.js'
import type { Tables } from './tables.js'

/** An act as people read it. */
export interface ActionView {
  readonly request: string
  readonly repository: string
  readonly change: string | null
  readonly act: string
  readonly requested_at: string
  readonly finished_at: string | null
  readonly requested: ActionRequestedV1
  /** Null while it waits or is under way. */
  readonly result: ActionFinishedV1 | null
}

/** A person's answer, and how it fits. */
export interface ApprovalFound {
  readonly option: string
  /** What was asked about and what the person saw, where both are the same bytes. */
  readonly contentSha256?: string
  readonly deadline: string
  readonly answeredAt: string
  /** Request that it was used for already. */
  readonly usedBy?: string
}

/** What was asked for, what people said to it, and what became of it. */
@Injectable()
export class ActionStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<Tables>) {}

  /** Keeps a request. */
  async keepRequested({ db }: HauskiDelivery, event: MeshEvent<'action.requested.v1'>): Promise<void> {
    const { data, id, position, time } = event
    await db
      .insertInto('action')
      .values({
        request: id,
        repository: data.repository,
        change: data.change ?? null,
        act: data.act,
        approval: data.approval ?? null,
        requested_at: time,
        position,
        event: JSON.stringify({ id, time, data }),
      })
      .onConflict((conflict) => conflict.column('request').doNothing())
      .execute()
  }

  /** Keeps a result. */
  async keepFinished({ db }: HauskiDelivery, { data, time }: MeshEvent<'action.finished.v1'>): Promise<void> {
    await db
      .updateTable('action')
      .set({ finished_at: time, result: JSON.stringify(data) })
      .where('request', '=', data.request)
      .execute()
  }

  /** Keeps what a person is asked. */
  async keepQuestion({ db }: HauskiDelivery, { id, data }: MeshEvent<'approval.requested.v1'>): Promise<void> {
    await db
      .insertInto('approval_request')
      .values({ request: id, deadline: data.deadline, content_sha256: data.content_sha256 ?? null })
      .onConflict((conflict) => conflict.column('request').doNothing())
      .execute()
  }

  /** Keeps an answer. Which one counts is decided before an act is asked for; whether it fits is looked at here. */
  async keepAnswer({ db }: HauskiDelivery, { id, data, time }: MeshEvent<'approval.given.v1'>): Promise<void> {
    await db
      .insertInto('approval')
      .values({
        request: data.request,
        answer: id,
        option: data.option,
        content_sha256: data.content_sha256 ?? null,
        answered_at: time,
      })
      .onConflict((conflict) => conflict.column('answer').doNothing())
      .execute()
  }

  /** An answer by the id of its event, with what it was an answer to and the request that it was used for. */
  async approvalOf({ db }: HauskiDelivery, answer: string | undefined): Promise<ApprovalFound | undefined> {
    if (answer === undefined) return undefined
    const row = await db
      .selectFrom('approval')
      .innerJoin('approval_request', 'approval_request.request', 'approval.request')
      .select([
        'approval.request',
        'option',
        'answered_at',
        'deadline',
        'approval.content_sha256 as seen',
        'approval_request.content_sha256 as asked',
      ])
      .where('answer', '=', answer)
      .executeTakeFirst()
    if (!row) return undefined
    const used = await db
      .selectFrom('action')
      .select('request')
      .where('approval', 'in', (db) => db.selectFrom('approval').select('answer').where('request', '=', row.request))
      .orderBy('position')
      .executeTakeFirst()
    return {
      option: row.option,
      deadline: row.deadline,
      answeredAt: row.answered_at,
      // What was asked and what the person saw must be the same bytes.
      ...(row.seen !== null && row.seen === row.asked ? { contentSha256: row.seen } : {}),
      ...(used ? { usedBy: used.request } : {}),
    }
  }

  /** Keeps the state of the kill switch. */
  async keepSwitch({ db }: HauskiDelivery, stopped: boolean): Promise<void> {
    await db
      .insertInto('switch')
      .values({ one: true, stopped })
      .onConflict((conflict) => conflict.column('one').doUpdateSet({ stopped }))
      .execute()
  }

  /** Whether the kill switch was thrown at this place of the log. */
  async isStopped({ db }: HauskiDelivery): Promise<boolean> {
    const row = await db.selectFrom('switch').select('stopped').executeTakeFirst()
    return row?.stopped ?? false
  }

  /** The request that an intent carries out; for acts, outside any transaction of an event. */
  async requestOf(request: string): Promise<MeshEvent<'action.requested.v1'> | undefined> {
    const row = await this.db.selectFrom('action').select('event').where('request', '=', request).executeTakeFirst()
    return row?.event as MeshEvent<'action.requested.v1'> | undefined
  }

  /** The latest acts, newest first. */
  async latest(query: { repository?: string | undefined; limit: number }): Promise<ActionView[]> {
    let rows = this.db.selectFrom('action').selectAll().orderBy('position', 'desc').limit(query.limit)
    if (query.repository !== undefined) rows = rows.where('repository', '=', query.repository)
    return (await rows.execute()).map(viewOf)
  }

  /** One act. */
  async find(request: string): Promise<ActionView | undefined> {
    const row = await this.db.selectFrom('action').selectAll().where('request', '=', request).executeTakeFirst()
    return row && viewOf(row)
  }
}

type Row = Pick<ActionView, 'request' | 'repository' | 'change' | 'act' | 'requested_at' | 'finished_at' | 'result'> & {
  readonly event: { readonly data: ActionRequestedV1 }
}

const viewOf = ({ request, repository, change, act, requested_at, finished_at, result, event }: Row): ActionView => ({
  request,
  repository,
  change,
  act,
  requested_at,
  finished_at,
  requested: event.data,
  result,
})
