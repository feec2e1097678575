import { Injectable } from '@nestjs/common'
import { type Kysely, sql } from 'kysely'
import { AdviceStore } from '../advice/advice-store.js'
import type { AlikeTold } from '../epics/epic-alike.js'
import { EpicFacts } from '../epics/epic-facts.js'
import type { FactsJson } from '../epics/epic-tables.js'
import type { HeimgeistTables } from '../tables.js'

type Db = Kysely<HeimgeistTables>

/** Patterns, guides and clusters of one repository that are read: the surest, and the latest. */
const MOST_PATTERNS = 200
const MOST_GUIDES = 100
const MOST_CLUSTERS = 50
/** Troubles of these clusters. */
const MOST_TROUBLES = 2000

/** Reads what was learned in one repository, and what its changes touched. */
@Injectable()
export class LearnedReader {
  constructor(
    private readonly facts: EpicFacts,
    private readonly advice: AdviceStore,
  ) {}

  /** Everything that could be recommended there; undefined where nothing was learned. */
  async of(db: Db, repository: string) {
    const { rows: patterns } = await sql<{ pattern: string; event: string; told: object }>`
      select pattern, event, told from pattern where repository = ${repository} and told is not null
      order by (told->>'confidence')::float desc, pattern limit ${MOST_PATTERNS}`.execute(db)
    const guides = await db
      .selectFrom('guide')
      .select(['rule', 'name', 'kind', 'areas', 'enacted', 'pattern', 'path'])
      .where('repository', '=', repository)
      .orderBy('rule')
      .limit(MOST_GUIDES)
      .execute()
    const alike = await db
      .selectFrom('epic_alike')
      .select(['cluster', 'label', 'members', sql<string[]>`events::text[]`.as('events'), 'event'])
      .where('repository', '=', repository)
      .orderBy('event', 'desc')
      .limit(MOST_CLUSTERS)
      .execute()
    if (patterns.length + guides.length + alike.length === 0) return undefined
    return {
      ...{ patterns, guides, alike },
      troubles: await this.troublesOf(db, alike),
      ended: await this.advice.endings(db, repository),
    }
  }

  /** What is told of changes, their branches and commits included. `aliases`: other subjects of the same changes. */
  async changes(db: Db, subjects: readonly string[], aliases: (facts: readonly FactsJson[]) => readonly string[]) {
    const own = await this.facts.all(db, subjects)
    // A branch is the request's that proposes it.
    const { rows: proposing } = await sql<{ facts: FactsJson }>`
      select facts from epic_facts where related && ${subjects.filter((one) => one.startsWith('branch/'))}::text[]
      order by subject`.execute(db)
    const known = new Set(subjects)
    const more = [...new Set(aliases(own))].filter((one) => !known.has(one))
    const all = [...subjects, ...more]
    const judged =
      all.length === 0
        ? []
        : await db
            .selectFrom('change')
            .select(['change', 'areas'])
            .where('change', 'in', all)
            .orderBy('change')
            .execute()
    return { facts: [...own, ...proposing.map(({ facts }) => facts), ...(await this.facts.all(db, more))], judged }
  }

  private async troublesOf(db: Db, alike: readonly Pick<AlikeTold, 'events' | 'members'>[]) {
    if (alike.length === 0) return []
    const events = alike.flatMap((one) => one.events)
    const members = alike.flatMap((one) => one.members)
    const { rows } = await sql<{ change: string; event: string; what: string }>`
      select change, event, trouble->>'what' as what from epic_trouble where event = any(${events}::uuid[])
      union select change, event, trouble->>'what' from epic_trouble where trouble->>'what' = any(${members}::text[])
      order by event, change limit ${MOST_TROUBLES}`.execute(db)
    return rows
  }
}
