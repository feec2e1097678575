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

/** Of the latest bad changes, how many were among the riskiest. */
export interface Capture {
  readonly bad: number
  readonly top10: number
  readonly top20: number
  readonly baseline_top10: number
  readonly baseline_top20: number
}

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

  /** How the score has done on a repository's outcomes. */
  async evaluation(repository: string, last: number): Promise<{ so_far: EvaluationRow; capture: Capture } | undefined> {
    const row = await this.db
      .selectFrom('repository')
      .select('evaluation')
      .where('repository', '=', repository)
      .executeTakeFirst()
    if (!row) return undefined
    const { rows } = await sql<Capture>`
      select count(*)::int as bad,
        count(*) filter (where score_percentile >= 90)::int as top10,
        count(*) filter (where score_percentile >= 80)::int as top20,
        count(*) filter (where baseline_percentile >= 90)::int as baseline_top10,
        count(*) filter (where baseline_percentile >= 80)::int as baseline_top20
      from (
        select score_percentile, baseline_percentile from risk
        where repository = ${repository} and bad_at is not null
          and (bad_by <> 'blame' or ${row.evaluation.trusts_blame})
        order by bad_at desc limit ${last}
      ) latest`.execute(this.db)
    return { so_far: row.evaluation, capture: rows[0]! }
  }
}

const present = <Row extends { bad_at: Date | null; bad_by: string | null; bad_event: string | null }>({
  bad_at,
  bad_by,
  bad_event,
  ...row
}: Row) => ({ ...row, outcome: bad_at === null ? null : { bad_at, by: bad_by, event: bad_event } })
