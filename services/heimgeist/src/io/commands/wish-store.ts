import { Inject, Injectable } from '@nestjs/common'
import type { ApprovalRequestedV1, MeshEvent } from '@heimgewebe/contracts'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import { jsonOf } from '../json-of.js'
import type { HeimgeistTables, WishRow } from '../tables.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>

/** Everything about a wish but what becomes of it. */
export type NewWish = Pick<WishRow, 'agent' | 'repository' | 'level' | 'level_reason' | 'level_origin'> & {
  readonly decision: string
  readonly wish: WishRow['wish']
  readonly rule?: string
}

/** How far a wish is. */
export type WishState = WishRow['state']

/** What agents wanted to change, what people were asked about it, and what became of it. */
@Injectable()
export class WishStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<HeimgeistTables>) {}

  /** Keeps a wish about an event. */
  async keep(
    { db }: HeimgeistDelivery,
    event: MeshEvent,
    state: WishState,
    wish: NewWish,
    action?: string,
  ): Promise<void> {
    await db
      .insertInto('wish')
      .values({
        ...wish,
        about: event.id,
        rule: wish.rule ?? null,
        wish: jsonOf(wish.wish),
        state,
        position: event.position,
        time: event.time,
        correlation: event.correlationid,
        action: action ?? null,
      })
      .onConflict((conflict) => conflict.column('about').doNothing())
      .execute()
  }

  /** A wish by the event that it is about, its question, its act, its decision, or the commit that it became. */
  async find(
    { db }: HeimgeistDelivery,
    by: 'about' | 'request' | 'action' | 'decision' | 'made',
    value: string,
  ): Promise<WishRow | undefined> {
    return db.selectFrom('wish').selectAll().where(by, '=', value).limit(1).executeTakeFirst()
  }

  /** Wishes for a rule that nobody decided about yet. */
  async openOf({ db }: HeimgeistDelivery, repository: string, rule: string): Promise<WishRow[]> {
    return db
      .selectFrom('wish')
      .selectAll()
      .where('repository', '=', repository)
      .where('rule', '=', rule)
      .where('state', 'in', ['wanted', 'open'])
      .execute()
  }

  /** Wishes about a change that nobody decided about yet. */
  async openAbout({ db }: HeimgeistDelivery, change: string): Promise<WishRow[]> {
    return db
      .selectFrom('wish')
      .selectAll()
      .where(sql`wish ->> 'change'`, '=', change)
      .where('state', 'in', ['wanted', 'open'])
      .orderBy('position')
      .orderBy('about')
      .execute()
  }

  /** Keeps the question that a person was asked. */
  async asked({ db }: HeimgeistDelivery, about: string, request: string, question: ApprovalRequestedV1): Promise<void> {
    await db
      .updateTable('wish')
      .set({ state: 'open', request, question: jsonOf(question), deadline: question.deadline })
      .where('about', '=', about)
      .execute()
  }

  /** Moves a wish on. `more`: what is known besides. */
  async move(
    { db }: HeimgeistDelivery,
    about: string,
    state: WishState,
    more: Partial<Pick<WishRow, 'action' | 'answered_by' | 'approval' | 'made' | 'result'>> = {},
  ): Promise<void> {
    await db
      .updateTable('wish')
      .set({ state, ...more })
      .where('about', '=', about)
      .execute()
  }

  /** Wishes for people, latest first; only those that wait for an answer where `open`. */
  list(query: { readonly open: boolean; readonly repository?: string; readonly limit: number }) {
    let rows = this.db.selectFrom('wish').selectAll().where('question', 'is not', null)
    if (query.open) rows = rows.where('state', '=', 'open')
    if (query.repository !== undefined) rows = rows.where('repository', '=', query.repository)
    return rows.orderBy('position', 'desc').orderBy('about').limit(query.limit).execute()
  }

  /** One question by its event. */
  one(request: string) {
    return this.db.selectFrom('wish').selectAll().where('request', '=', request).executeTakeFirst()
  }
}
