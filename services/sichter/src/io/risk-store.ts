import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import { jsonOf } from './json-of.js'
import type { BadRow, EvaluationRow, RiskRow, SichterTables } from './tables.js'

/** The judgements as they are asked for: gathered in a transaction, written by one statement each kind. */
@Injectable()
export class RiskStore {
  private risks = new Map<string, RiskRow>()
  private bad: BadRow[] = []
  private closed: string[] = []
  private evaluations = new Map<string, () => EvaluationRow>()

  /** Keeps a judgement; a later one of the same change replaces it. */
  keep(delivery: Delivery<SichterTables>, row: RiskRow): void {
    this.gather(delivery)
    this.risks.set(row.assessment.change, row)
  }

  /** A proposed change was merged or given up: its judgement stays, and is no longer one of an open change. */
  close(delivery: Delivery<SichterTables>, change: string): void {
    this.gather(delivery)
    this.closed.push(change)
  }

  /** Notes changes that turned out bad; the first note of a change stays. */
  markBad(delivery: Delivery<SichterTables>, rows: readonly BadRow[]): void {
    if (rows.length === 0) return
    this.gather(delivery)
    this.bad.push(...rows)
  }

  /** Keeps how the score of a repository has done; asked for once, before the commit. */
  evaluate(delivery: Delivery<SichterTables>, repository: string, evaluation: () => EvaluationRow): void {
    this.gather(delivery)
    this.evaluations.set(repository, evaluation)
  }

  /** The last judgement of a change, as of this transaction: when it was judged, and what the change turned out to be. */
  async find(delivery: Delivery<SichterTables>, change: string) {
    const held = this.risks.get(change)
    const row = await delivery.db
      .selectFrom('risk')
      .select(['at', 'assessment', 'bad_by', 'bad_event'])
      .where('change', '=', change)
      .executeTakeFirst()
    if (held === undefined && row === undefined) return undefined
    const bad = row?.bad_by && row.bad_event ? { by: row.bad_by, event: row.bad_event } : undefined
    return {
      at: held?.at ?? row!.at.toISOString(),
      assessment: held?.assessment ?? row!.assessment,
      ...(bad === undefined ? {} : { bad }),
    }
  }

  private gather(delivery: Delivery<SichterTables>): void {
    delivery.onRollback(this, () => {
      this.clear()
    })
    delivery.beforeCommit(this, () => this.flush(delivery))
  }

  private clear(): void {
    this.risks = new Map()
    this.bad = []
    this.closed = []
    this.evaluations = new Map()
  }

  private async flush({ db }: Delivery<SichterTables>): Promise<void> {
    const risks = [...this.risks.values()].map(({ position, at, scorePercentile, assessment }) => ({
      repository: assessment.repository,
      change: assessment.change,
      sha: assessment.sha ?? null,
      position,
      at,
      percentile: assessment.percentile,
      score_percentile: scorePercentile,
      baseline_percentile: assessment.baseline.percentile,
      assessment,
    }))
    const { bad, closed, evaluations } = this
    this.clear()
    if (risks.length > 0)
      await sql`
        insert into risk (repository, change, sha, position, at, percentile, score_percentile, baseline_percentile, assessment)
        select repository, change, sha, position, at, percentile, score_percentile, baseline_percentile, assessment
        from jsonb_to_recordset(${jsonOf(risks)}::jsonb) as t (
          repository text, change text, sha text, position bigint, at timestamptz, percentile real,
          score_percentile real, baseline_percentile real, assessment jsonb)
        on conflict (change) do update set sha = excluded.sha, position = excluded.position, at = excluded.at,
          percentile = excluded.percentile, score_percentile = excluded.score_percentile,
          baseline_percentile = excluded.baseline_percentile, assessment = excluded.assessment`.execute(db)
    if (closed.length > 0)
      await sql`
        update risk set assessment = jsonb_set(assessment, '{open}', 'false') where change = any(${closed})`.execute(db)
    // A link is worth more than blame: it replaces what blame said.
    for (const by of ['link', 'incident', 'blame'] as const) {
      const rows = bad.filter((row) => row.by === by)
      if (rows.length === 0) continue
      await sql`
        update risk set bad_at = t.at, bad_by = ${by}, bad_event = t.event
        from (select distinct on (repository, sha) * from jsonb_to_recordset(${jsonOf(rows)}::jsonb)
          as t (repository text, sha text, at timestamptz, event uuid)) t
        where risk.sha = t.sha and risk.repository = t.repository and risk.change like 'change/%'
          and (bad_at is null or (bad_by = 'blame' and ${by}::text <> 'blame'))`.execute(db)
    }
    for (const [repository, evaluation] of evaluations) {
      const row = { evaluation: jsonOf(evaluation()) as unknown as EvaluationRow }
      await db
        .insertInto('repository')
        .values({ repository, ...row })
        .onConflict((conflict) => conflict.column('repository').doUpdateSet(row))
        .execute()
    }
  }
}
