import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import { EpicAlike } from './epic-alike.js'
import { EpicFacts } from './epic-facts.js'
import type { EpicRow, FactsJson } from './epic-tables.js'
import type { HeimgeistTables } from '../tables.js'

/** Other subjects that must be read beside what is linked: branches and commits of requests, and what they need first. */
export type Related = (facts: readonly FactsJson[]) => readonly string[]

/** Links of one epic that are read, those included that were taken out or came from outside. */
const MOST_LINKS = 2000

/** Reads everything that is known of an epic: for decisions in their transaction, for people outside of any. */
@Injectable()
export class EpicReader {
  constructor(
    @Inject(DATABASE) private readonly db: Kysely<HeimgeistTables>,
    private readonly facts: EpicFacts,
    private readonly alike: EpicAlike,
  ) {}

  /** Epics, the latest opened first. */
  list(limit: number, state: 'open' | 'closed' | undefined, repository: string | undefined): Promise<EpicRow[]> {
    let query = this.db.selectFrom('epic').selectAll().orderBy('opened_ms', 'desc').orderBy('epic').limit(limit)
    if (state !== undefined) query = query.where('closed', state === 'open' ? 'is' : 'is not', null)
    if (repository !== undefined) query = query.where('repository', '=', repository)
    return query.execute()
  }

  /** One epic by its name. */
  find(epic: string): Promise<EpicRow | undefined> {
    return this.db.selectFrom('epic').selectAll().where('epic', '=', epic).executeTakeFirst()
  }

  /** Everything that is known of an epic. */
  async about(row: EpicRow, related: Related, db: Kysely<HeimgeistTables> = this.db) {
    const links = await db
      .selectFrom('epic_link')
      .selectAll()
      .where('epic', '=', row.epic)
      .orderBy('subject')
      .limit(MOST_LINKS)
      .execute()
    const linked = links.filter(({ gone }) => !gone).map(({ subject }) => subject)
    const own = await this.facts.all(db, linked)
    const more = [...new Set(related(own))].filter((subject) => !linked.includes(subject))
    const all = [...linked, ...more]
    const judged =
      all.length === 0
        ? []
        : await db
            .selectFrom('change')
            .select(['change', 'areas', 'open'])
            .where('change', 'in', all)
            .orderBy('change')
            .execute()
    const troubles = await this.facts.troubles(db, all)
    const { opened, opened_ms: openedMs, clock_ms: clockMs, ...rest } = row
    return {
      epic: { ...rest, opened: { event: opened, atMs: openedMs }, clockMs },
      links,
      facts: [...own, ...(await this.facts.all(db, more))],
      troubles,
      alike: troubles.length === 0 ? [] : await this.alike.among(db, all),
      judged,
      warned: await this.warned(db, linked),
      asked: await this.asked(db, linked),
      elsewhere: await this.elsewhere(db, row.epic, linked),
    }
  }

  private async warned(db: Kysely<HeimgeistTables>, changes: readonly string[]) {
    if (changes.length === 0) return []
    const rows = await db
      .selectFrom('epic_warning')
      .select('warned')
      .where('change', 'in', changes)
      .orderBy('change')
      .orderBy('event')
      .execute()
    return rows.map(({ warned }) => warned)
  }

  private async asked(db: Kysely<HeimgeistTables>, changes: readonly string[]) {
    if (changes.length === 0) return []
    const { rows } = await sql<{ change: string; request: string }>`
      select wish->>'change' as change, request from wish
      where state = 'open' and request is not null and wish->>'change' = any(${changes}::text[]) order by position`.execute(
      db,
    )
    return rows
  }

  private async elsewhere(db: Kysely<HeimgeistTables>, epic: string, subjects: readonly string[]) {
    if (subjects.length === 0) return []
    return db
      .selectFrom('epic_link')
      .select(['subject', 'epic'])
      .where('subject', 'in', subjects)
      .where('epic', '<>', epic)
      .where('gone', '=', false)
      .orderBy('epic')
      .execute()
  }
}

/** Everything that is known of an epic, as the store has it. */
export type EpicRead = Awaited<ReturnType<EpicReader['about']>>
