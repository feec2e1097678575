import { Inject, Injectable } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import { DATABASE } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import type { HauskiDelivery } from './repository-store.js'
import type { Tables } from './tables.js'

/** What people are told: kept when it is heard, read when it leaves. */
@Injectable()
export class MessageStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<Tables>) {}

  /** Keeps a question. */
  async keepQuestion({ db }: HauskiDelivery, { id, data }: MeshEvent<'approval.requested.v1'>): Promise<void> {
    await db
      .insertInto('message')
      .values({
        about: id,
        repository: data.repository ?? null,
        change: data.change ?? null,
        title: data.title,
        reasons: JSON.stringify((data.reasons ?? []).map(({ text }) => text)),
        options: JSON.stringify(data.options.map(({ id: option, label }) => ({ id: option, label }))),
        deadline: data.deadline,
        request: id,
      })
      .onConflict((conflict) => conflict.column('about').doNothing())
      .execute()
  }

  /** Keeps an escalation. */
  async keepEscalation({ db }: HauskiDelivery, { id, data }: MeshEvent<'escalation.raised.v1'>): Promise<void> {
    await db
      .insertInto('message')
      .values({
        about: id,
        repository: data.repository,
        change: data.change ?? null,
        title: data.title,
        reasons: JSON.stringify((data.text ?? '').split('\n').filter((line) => line !== '')),
        options: JSON.stringify([]),
        deadline: null,
        request: null,
      })
      .onConflict((conflict) => conflict.column('about').doNothing())
      .execute()
  }

  /** Keeps a reminder: it says what its question said. Gives the repository, where there is one. */
  async keepReminder(
    { db }: HauskiDelivery,
    { id, data }: MeshEvent<'approval.reminded.v1'>,
  ): Promise<string | undefined> {
    const question = await db.selectFrom('message').selectAll().where('about', '=', data.request).executeTakeFirst()
    if (!question) return undefined
    const row = {
      ...question,
      reasons: JSON.stringify(question.reasons),
      options: JSON.stringify(question.options),
      about: id,
    }
    await db
      .insertInto('message')
      .values(row)
      .onConflict((conflict) => conflict.column('about').doNothing())
      .execute()
    return question.repository ?? undefined
  }

  /** A question that is over is told no more, nor is its reminder. */
  async close({ db }: HauskiDelivery, request: string): Promise<void> {
    await db.deleteFrom('message').where('request', '=', request).execute()
  }

  /** A message that is about to leave; undefined where its question is over. Outside any transaction of an event. */
  async find(about: string) {
    return this.db.selectFrom('message').selectAll().where('about', '=', about).executeTakeFirst()
  }
}
