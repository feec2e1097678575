import { Inject, Injectable } from '@nestjs/common'
import type { MeshEvent, TextRequestedV1 } from '@heimgewebe/contracts'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import { jsonOf } from '../json-of.js'
import type { HeimgeistTables } from '../tables.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>

/** What one day took for one use. */
export interface DaySpent {
  readonly day: string
  readonly use: string
  readonly texts: number
  readonly written: number
  readonly calls: number
  readonly tokens: number
  readonly usd: number
}

/**
 * Texts that models were asked for, and what they took. The budget is counted here, from the log's own events, and what is
 * kept back for a text is in the transaction of the decision: neither a restart nor two wishes at once get around it.
 */
@Injectable()
export class TextStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<HeimgeistTables>) {}

  /** What a day took, with what is kept back. */
  async spentOn(db: Kysely<HeimgeistTables>, day: string): Promise<{ usd: number; tokens: number; texts: number }> {
    const { rows } = await sql<{ usd: number; tokens: number; texts: number }>`
      select coalesce(sum(coalesce(usd, reserved_usd)), 0)::float8 as usd,
        coalesce(sum(coalesce(tokens, reserved_tokens)), 0)::float8 as tokens, count(*)::int as texts
      from text where day = ${day}`.execute(db)
    return rows[0]!
  }

  /** Keeps a wish with the facts that are given, and keeps back what its intent says. */
  async keep(
    delivery: HeimgeistDelivery,
    { id, use, facts }: { readonly id: string } & Pick<TextRequestedV1, 'use' | 'facts'>,
    intent: { readonly day: string; readonly reserved_tokens: number; readonly reserved_usd: number },
  ): Promise<void> {
    const row = reservedBy(intent)
    await delivery.db
      .insertInto('text')
      .values({ request: id, use, facts: jsonOf(facts), ...row })
      .onConflict((conflict) => conflict.column('request').doUpdateSet({ facts: jsonOf(facts), ...row }))
      .execute()
  }

  /** An intent of the log: what it keeps back is so, whatever would be decided today. */
  async begun(delivery: HeimgeistDelivery, { data }: MeshEvent<'text.started.v1'>): Promise<void> {
    const row = reservedBy(data)
    await delivery.db
      .insertInto('text')
      .values({ request: data.request, use: data.use, facts: null, ...row })
      .onConflict((conflict) => conflict.column('request').doUpdateSet(row))
      .execute()
  }

  /** A result of the log: what it took in the place of what was kept back. The facts are in the log; here they go. */
  async ended(delivery: HeimgeistDelivery, { data }: MeshEvent<'text.finished.v1'>): Promise<void> {
    if (data.outcome === 'refused' && data.calls.length === 0)
      await delivery.db.deleteFrom('text').where('request', '=', data.request).execute()
    else
      await delivery.db
        .updateTable('text')
        .set({ facts: null, tokens: data.tokens, usd: data.usd, outcome: data.outcome, calls: data.calls.length })
        .where('request', '=', data.request)
        .execute()
  }

  /** The facts of a wish; undefined where it is over. */
  async factsOf(request: string): Promise<TextRequestedV1['facts'] | undefined> {
    const row = await this.db.selectFrom('text').select('facts').where('request', '=', request).executeTakeFirst()
    return row?.facts ?? undefined
  }

  /** What the days since one took, the latest first. */
  async since(day: string): Promise<DaySpent[]> {
    const { rows } = await sql<DaySpent>`
      select day, use, count(*)::int as texts, (count(*) filter (where outcome = 'written'))::int as written,
        coalesce(sum(calls), 0)::int as calls, coalesce(sum(coalesce(tokens, reserved_tokens)), 0)::float8 as tokens,
        coalesce(sum(coalesce(usd, reserved_usd)), 0)::float8 as usd
      from text where day >= ${day} group by day, use order by day desc, use`.execute(this.db)
    return rows
  }

  /** What a day took, for people and metrics. */
  today(day: string): Promise<{ usd: number; tokens: number; texts: number }> {
    return this.spentOn(this.db, day)
  }
}

const reservedBy = ({
  day,
  reserved_tokens,
  reserved_usd,
}: {
  day: string
  reserved_tokens: number
  reserved_usd: number
}) => ({
  day,
  reserved_tokens,
  reserved_usd,
})
