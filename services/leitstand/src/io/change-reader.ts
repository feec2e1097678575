import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { ChangeCard, Risk } from '../api.js'
import { atRest } from './at-rest.js'
import { FactReader, type Facts, noFacts } from './fact-reader.js'

interface Row {
  subject: string
  repository: string
  kind: ChangeCard['kind']
  title: string | null
  state: ChangeCard['state'] | null
  changed_at: Date | null
  risk: Risk | null
  [field: string]: unknown
}

const PLAIN = ['author', 'number', 'sha', 'branch', 'base_branch', 'draft', 'url', 'added', 'deleted', 'files'] as const
/** The riskiest first: a level that incidents raised goes before the rank. */
const riskiest = (of: string): RawBuilder<unknown> =>
  sql`${sql.ref(`${of}.risk`)} ->> 'level' is not distinct from 'high' desc, ${sql.ref(`${of}.percentile`)} desc nulls last`

/** Reads changes with their judgement and what was done about them. */
@Injectable()
export class ChangeReader {
  constructor(
    @Inject(DATABASE) private readonly db: Kysely<unknown>,
    private readonly facts: FactReader,
  ) {}

  /** Open changes but branches at rest, the riskiest first; those that are not judged yet come last. */
  async open(repository: string | undefined, limit: number): Promise<ChangeCard[]> {
    return this.cards(sql`
      select c.* from changes c where c.state = 'open' and c.kind <> 'commit' and not ${atRest} ${inRepository(repository)}
      order by ${riskiest('c')}, c.changed_at desc limit ${limit}`)
  }

  /** How many branches are at rest. */
  async resting(repository: string | undefined): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from changes c where c.state = 'open' and ${atRest} ${inRepository(repository)}`.execute(
      this.db,
    )
    return rows[0]?.count ?? 0
  }

  /**
   * The riskiest of the newest judged changes that are no longer open. A commit that merged a judged change request is
   * left out: it is the same change again.
   */
  async recent(repository: string | undefined, window: number, limit: number): Promise<ChangeCard[]> {
    return this.cards(sql`
      select * from (
        select c.* from changes c
        where c.percentile is not null and c.state is distinct from 'open' and c.landed is distinct from false
          ${inRepository(repository)}
          and not exists (select 1 from changes p where p.repository = c.repository and p.merge_sha = c.sha
            and p.subject <> c.subject and p.percentile is not null)
        order by c.changed_at desc limit ${window}) newest
      order by ${riskiest('newest')}, newest.changed_at desc limit ${limit}`)
  }

  /** One change; nothing where no event ever named it. */
  async one(subject: string): Promise<ChangeCard | undefined> {
    const [card] = await this.cards(sql`select c.* from changes c where c.subject = ${subject}`)
    return card
  }

  private async cards(query: RawBuilder<unknown>): Promise<ChangeCard[]> {
    const { rows } = await (query as RawBuilder<Row>).execute(this.db)
    const facts = await this.facts.of(rows.map(({ subject }) => subject))
    return rows.map((row) => cardOf(row, facts.get(row.subject) ?? noFacts()))
  }
}

const inRepository = (repository: string | undefined): RawBuilder<unknown> =>
  repository === undefined ? sql`` : sql`and c.repository = ${repository}`

const cardOf = (row: Row, facts: Facts): ChangeCard => ({
  subject: row.subject,
  repository: row.repository,
  kind: row.kind,
  title: row.title ?? row.subject,
  state: row.state ?? (row.kind === 'commit' ? 'recorded' : 'open'),
  changed_at: (row.changed_at ?? new Date(0)).toISOString(),
  ...Object.fromEntries(PLAIN.filter((name) => row[name] !== null).map((name) => [name, row[name]])),
  ...(row.risk ? { risk: row.risk } : {}),
  ...facts,
})
