import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { jsonOf } from '../json-of.js'
import type { FactsJson } from './epic-tables.js'
import type { HeimgeistTables } from '../tables.js'

/** Troubles of one change that are read, the latest. */
const MOST_TROUBLES = 2000

/** What the events tell of changes, issues and incidents, whether they belong to an epic or not: one may be opened later. */
@Injectable()
export class EpicFacts {
  /** What is told of one thing. */
  async of<Facts extends FactsJson>({ db }: Delivery<HeimgeistTables>, subject: string): Promise<Facts | undefined> {
    const row = await db.selectFrom('epic_facts').select('facts').where('subject', '=', subject).executeTakeFirst()
    return row?.facts as Facts | undefined
  }

  /** Keeps it, with the other things whose events concern it. */
  async keep({ db }: Delivery<HeimgeistTables>, facts: FactsJson, related: readonly string[]): Promise<void> {
    const row = { related: [...new Set(related)], facts: jsonOf(facts) }
    await db
      .insertInto('epic_facts')
      .values({ subject: facts.subject, ...row })
      .onConflict((conflict) => conflict.column('subject').doUpdateSet(row))
      .execute()
  }

  /** Keeps something that went wrong with a change. */
  async trouble(
    { db }: Delivery<HeimgeistTables>,
    trouble: { readonly change: string; readonly event: string },
  ): Promise<void> {
    await db
      .insertInto('epic_trouble')
      .values({ change: trouble.change, event: trouble.event, trouble: jsonOf(trouble) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  /** Facts of these. */
  async all(db: Kysely<HeimgeistTables>, subjects: readonly string[]): Promise<FactsJson[]> {
    if (subjects.length === 0) return []
    const rows = await db
      .selectFrom('epic_facts')
      .select('facts')
      .where('subject', 'in', subjects)
      .orderBy('subject')
      .execute()
    return rows.map(({ facts }) => facts)
  }

  /** What went wrong with these changes. */
  async troubles(db: Kysely<HeimgeistTables>, changes: readonly string[]) {
    if (changes.length === 0) return []
    const rows = await db
      .selectFrom('epic_trouble')
      .select('trouble')
      .where('change', 'in', changes)
      .orderBy('event', 'desc')
      .limit(MOST_TROUBLES)
      .execute()
    return rows.map(({ trouble }) => trouble)
  }
}
