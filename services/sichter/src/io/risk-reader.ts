import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import type { EvaluationRow, SichterTables } from './tables.js'

/** Which judgements are asked for. */
export interface RiskQuery {
  readonly repository?: string
  readonly since?: Date
  readonly order: 'recent' | 'percentile'
  readonly limit: number
}

/** Where a bad change had stood when it was judged, in percent. */
export interface RankRow {
  readonly score: number
  readonly baseline: number
}

/** The commits that were given one probability, and those of them that turned out bad in time. */
export interface SaidRow {
  readonly probability: number
  readonly changes: number
  readonly bad: number
}

/** Which outcomes count. */
export interface OutcomeQuery {
  readonly repository: string
  /** Commits up to this time are old enough. */
  readonly ripeBefore: Date
  /** Days within which a change has to turn out bad. */
  readonly days: number
  readonly trustsBlame: boolean
  /** The latest so many. */
  readonly most: number
}

/** Latest commits from which the repository's own time is told: more than the clock compares. */
const LATEST = 50

/** Reads of the judgements, for people and tools. */
@Injectable()
export class RiskReader {
  constructor(@Inject(DATABASE) private readonly db: Kysely<SichterTables>) {}

  /** A page of judgements. */
  async find({ repository, since, order, limit }: RiskQuery) {
    let query = this.db.selectFrom('risk').select(['position', 'at', 'assessment', 'bad_at', 'bad_by', 'bad_event'])
    if (repository !== undefined) query = query.where('repository', '=', repository)
    if (since !== undefined) query = query.where('at', '>=', since)
    if (order === 'percentile') query = query.orderBy('percentile', 'desc')
    return (await query.orderBy('position', 'desc').limit(limit).execute()).map(present)
  }

  /** The judgement of one change, by its subject or its commit; a commit may be known by its beginning. */
  async get(name: string) {
    const query = this.db.selectFrom('risk').select(['position', 'at', 'assessment', 'bad_at', 'bad_by', 'bad_event'])
    const isSha = /^[0-9a-f]{7,64}$/.test(name)
    const row = await (
      isSha ? query.where('sha', 'like', `${name}%`).orderBy('change', 'desc') : query.where('change', '=', name)
    )
      .limit(1)
      .executeTakeFirst()
    return row && present(row)
  }

  /** How the score has done on a repository's outcomes so far. */
  async soFar(repository: string): Promise<EvaluationRow | undefined> {
    const row = await this.db
      .selectFrom('repository')
      .select('evaluation')
      .where('repository', '=', repository)
      .executeTakeFirst()
    return row?.evaluation
  }

  /** Where the latest changes that turned out bad had stood, the last to turn out bad first. */
  async ranksOfBad(repository: string, last: number, trustsBlame: boolean): Promise<RankRow[]> {
    const { rows } = await sql<RankRow>`
      select score_percentile as score, baseline_percentile as baseline from risk
      where repository = ${repository} and bad_at is not null and (bad_by <> 'blame' or ${trustsBlame})
      order by bad_at desc limit ${last}`.execute(this.db)
    return rows
  }

  /** The times of the latest judged commits, in the order of the log. */
  async latestTimes(repository: string): Promise<Date[]> {
    const { rows } = await sql<{ at: Date }>`
      select at from risk where repository = ${repository} and change like 'change/%'
      order by position desc limit ${LATEST}`.execute(this.db)
    return rows.map(({ at }) => at).reverse()
  }

  /** The probabilities that were given to the latest commits that are old enough, and what became of these. */
  async said({ repository, ripeBefore, days, trustsBlame, most }: OutcomeQuery): Promise<SaidRow[]> {
    // A day is 24 hours here, whatever the time zone of the session. The latest in the order of the log: it has an index.
    const { rows } = await sql<SaidRow>`
      select probability, count(*)::int as changes,
        count(*) filter (where bad_at <= at + make_interval(hours => ${24 * days}) and (bad_by <> 'blame' or ${trustsBlame}))::int as bad
      from (
        select at, bad_at, bad_by, (assessment->>'probability')::float8 as probability from risk
        where repository = ${repository} and change like 'change/%' and at <= ${ripeBefore}
          and assessment->>'probability' is not null
        order by position desc limit ${most}
      ) latest
      group by probability`.execute(this.db)
    return rows
  }

  /** How many commits were given a probability, and the time of the first of them. */
  async given(repository: string): Promise<{ changes: number; first_at: Date | null }> {
    const { rows } = await sql<{ changes: number; first_at: Date | null }>`
      select count(*)::int as changes, min(at) as first_at from risk
      where repository = ${repository} and change like 'change/%' and assessment->>'probability' is not null`.execute(
      this.db,
    )
    return rows[0]!
  }
}

const present = <Row extends { bad_at: Date | null; bad_by: string | null; bad_event: string | null }>({
  bad_at,
  bad_by,
  bad_event,
  ...row
}: Row) => ({ ...row, outcome: bad_at === null ? null : { bad_at, by: bad_by, event: bad_event } })
