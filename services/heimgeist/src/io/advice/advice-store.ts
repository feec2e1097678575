import { Inject, Injectable } from '@nestjs/common'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import type { MeshEvent } from '@heimgewebe/contracts'
import { type Kysely, sql } from 'kysely'
import type { Ended, GivenJson } from './advice-tables.js'
import { jsonOf } from '../json-of.js'
import type { HeimgeistTables } from '../tables.js'

type Db = Kysely<HeimgeistTables>
type HeimgeistDelivery = Delivery<HeimgeistTables>

/** Characters of a proposal's text that are kept: enough for a filled-in checklist. */
const MOST_TEXT = 20_000
/** Open changes that one thing learned is looked at for. */
const MOST_OPEN = 200

/** What was recommended for changes, and how these ended. */
@Injectable()
export class AdviceStore {
  constructor(@Inject(DATABASE) private readonly db: Db) {}

  /** Keeps what an open change says of itself; the latest by its own time. */
  async propose({ db }: HeimgeistDelivery, change: string, atMs: number, text: string): Promise<void> {
    const row = { at: atMs, text: text.slice(0, MOST_TEXT).toWellFormed().replaceAll('\0', '\uFFFD') }
    await db
      .insertInto('proposal_text')
      .values({ change, ...row })
      .onConflict((conflict) => conflict.column('change').doUpdateSet(row).where('proposal_text.at', '<=', atMs))
      .execute()
  }

  /** It is open no more. */
  async close({ db }: HeimgeistDelivery, change: string): Promise<void> {
    await db.deleteFrom('proposal_text').where('change', '=', change).execute()
  }

  /** Open changes of a repository. */
  async openIn({ db }: HeimgeistDelivery, repository: string): Promise<string[]> {
    const rows = await db
      .selectFrom('change')
      .select('change')
      .where('repository', '=', repository)
      .where('open', '=', true)
      .where('given_up', 'is', null)
      .orderBy('change')
      .limit(MOST_OPEN)
      .execute()
    return rows.map(({ change }) => change)
  }

  /** What these changes say, what was recommended for them, and what their epics warned them of. */
  async about(db: Db, changes: readonly string[]) {
    const texts = await db
      .selectFrom('proposal_text')
      .select(['change', 'text'])
      .where('change', 'in', changes)
      .execute()
    const given = await db
      .selectFrom('advice')
      .select(['change', 'given'])
      .where('change', 'in', changes)
      .orderBy('position')
      .orderBy('kind')
      .orderBy('key')
      .execute()
    const warned = await db
      .selectFrom('epic_warning')
      .select(['change', 'warned'])
      .where('change', 'in', changes)
      .orderBy('event')
      .execute()
    return changes.map((change) => ({
      change,
      text: texts.find((one) => one.change === change)?.text ?? '',
      given: given.filter((one) => one.change === change).map((one) => one.given),
      warned: warned.filter((one) => one.change === change).map((one) => one.warned),
    }))
  }

  /** Keeps what is recommended, or what was kept for the record and is said now. */
  async give({ db }: HeimgeistDelivery, event: MeshEvent, repository: string, given: GivenJson): Promise<void> {
    const { change, kind, key, said, decision } = given
    const row = { given: jsonOf(given), said, decision, position: event.position, time: event.time }
    await db
      .insertInto('advice')
      .values({ change, kind, key, repository, ...row, ended: null, ended_by: null })
      .onConflict((conflict) => conflict.columns(['change', 'kind', 'key']).doUpdateSet(row))
      .execute()
  }

  /** Keeps how a change ended, where an event tells; `counts`: whether that counts instead of an ending before it. */
  async end(
    { db }: HeimgeistDelivery,
    event: MeshEvent,
    change: string,
    ended: Ended | undefined,
    counts: (ended: Ended, before: Ended | null) => boolean,
  ): Promise<void> {
    if (ended === undefined) return
    const { rows } = await sql<{ change: string; ended: Ended | null }>`
      select distinct change, ended from advice where change in (
        select ${change} union select subject from epic_facts where related @> array[${change}]::text[]
      )`.execute(db)
    for (const { change: one, ended: before } of rows)
      if (counts(ended, before))
        await db
          .updateTable('advice')
          .set({ ended, ended_by: event.id })
          .where('change', '=', one)
          .where('ended', before === null ? 'is' : '=', before)
          .execute()
  }

  /** How changes ended that were told, by what they were told. */
  async endings(db: Db, repository: string) {
    const { rows } = await sql<{ kind: string; key: string; well: number; badly: number }>`
      select kind, key, count(*) filter (where ended = 'well')::int as well,
        count(*) filter (where ended = 'badly')::int as badly
      from advice where repository = ${repository} and said and ended in ('well', 'badly')
      group by kind, key order by kind, key`.execute(db)
    return rows
  }

  /** What each thing was worth in a repository, for people. */
  worth(repository: string) {
    return this.endings(this.db, repository)
  }

  /** What was recommended, the latest first, for people. */
  async list(filter: { readonly repository?: string; readonly change?: string }, limit: number) {
    let query = this.db.selectFrom('advice').selectAll().orderBy('position', 'desc').orderBy('change').orderBy('key')
    if (filter.repository !== undefined) query = query.where('repository', '=', filter.repository)
    if (filter.change !== undefined) query = query.where('change', '=', filter.change)
    return query.limit(limit).execute()
  }
}
