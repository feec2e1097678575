import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import type { Part } from './incident-reader.js'
import { MOMENT, type Moment, plainRow } from './moment-rows.js'

/** Types of each kind. Those of the second column are looked for in all repositories: a release may break its neighbour. */
const KINDS = [
  ['changes', false, ['change.recorded.v1', 'pr.merged.v1']],
  ['releases', true, ['release.published.v1']],
  ['runs', false, ['ci.result.v1']],
  ['acts', false, ['action.finished.v1', 'branch.rewritten.v1']],
  ['anomalies', false, ['anomaly.found.v1']],
] as const
type Kind = (typeof KINDS)[number][0]

/** Events of the time around an incident that are looked at; of more, the latest. */
const MAX_AROUND = 20_000
/** Events of each change. */
const MAX_OF_CHANGE = 20
/** Rules of a repository. */
const MAX_RULES = 500

/** A change that the room speaks of. */
export interface NamedChange {
  readonly subject: string
  readonly title?: string
  readonly request?: string
  readonly commit?: string
  readonly author?: string
  readonly areas: readonly string[]
}

/** Time around a moment. */
export interface Around {
  readonly moment: string
  readonly from: string
  readonly until: string
}

/** Reads what surrounds an incident: events near it in time, and the changes that are spoken of. */
@Injectable()
export class NearReader {
  constructor(@Inject(DATABASE) private readonly db: Kysely<unknown>) {}

  /**
   * Events near a moment, the nearest first, so many of each kind at most. A commit that merged a request is left out: it is
   * the same change again.
   */
  async near(
    repository: string | undefined,
    { moment, from, until }: Around,
    most: number,
  ): Promise<Record<Kind, Part<Moment>>> {
    const types = KINDS.flatMap(([, , ofKind]) => [...ofKind])
    const everywhere = KINDS.flatMap(([, wide, ofKind]) => (wide ? [...ofKind] : []))
    const { rows } = await sql<{ total: number; type: string }>`
      with around as materialized (
        select m.position, m.type, abs(extract(epoch from m.time - ${moment}::timestamptz)) as far from moments m
        where m.time between ${from} and ${until} and m.type = any(${types}::text[])
          and (${repository ?? null}::text is null or m.repository = ${repository ?? null} or m.type = any(${everywhere}::text[]))
          and not (m.type = 'change.recorded.v1' and exists (
            select 1 from changes p where p.repository = m.repository and p.merge_sha = substring(m.change from '[^/]+$') and p.kind = 'request'))
        order by m.time desc limit ${MAX_AROUND}),
      kinds as (select * from unnest(${types}::text[], ${KINDS.flatMap(([kind, , ofKind]) => ofKind.map(() => kind))}::text[]) as k(type, kind)),
      ranked as (
        select position, row_number() over (partition by kind order by far, position) as place, count(*) over (partition by kind)::int as total
        from around join kinds using (type))
      select ${MOMENT}, ranked.total from ranked join moments m using (position) where place <= ${most} order by place`.execute(
      this.db,
    )
    const partOf = ([kind, , ofKind]: (typeof KINDS)[number]): [Kind, Part<Moment>] => {
      const found = rows.filter(({ type }) => (ofKind as readonly string[]).includes(type))
      const more = (found[0]?.total ?? 0) - found.length
      return [kind, { rows: found.map(({ total: _, ...row }) => plainRow<Moment>(row)), more }]
    }
    return Object.fromEntries(KINDS.map(partOf)) as Record<Kind, Part<Moment>>
  }

  /** Changes by their subjects, each with the request that merged it or the commit that it became. */
  async changes(subjects: readonly string[]): Promise<NamedChange[]> {
    const { rows } = await sql<object>`
      select c.subject, c.title, c.author, coalesce(c.risk->'areas', '[]') as areas,
        case when c.kind = 'request' then c.subject else p.subject end as request,
        case when c.kind = 'commit' then c.subject else 'change/' || c.repository || '/' || c.merge_sha end as commit
      from changes c left join lateral (
        select subject from changes p where p.repository = c.repository and p.merge_sha = c.sha and p.kind = 'request' limit 1) p on true
      where c.subject = any(${[...subjects]}::text[])`.execute(this.db)
    return rows.map((row) => plainRow<NamedChange>(row))
  }

  /** What happened to changes: how they came in, their guards, what was decided. Oldest first. */
  async ofChanges(subjects: readonly string[]): Promise<Moment[]> {
    const { rows } = await sql<object>`
      select m.* from unnest(${[...new Set(subjects)]}::text[]) as wanted(subject) cross join lateral (
        select ${MOMENT}, m.detail from moments m where m.change = wanted.subject
          and m.type in ('change.recorded.v1', 'pr.opened.v1', 'pr.merged.v1', 'guard.finished.v1', 'decision.made.v1', 'action.finished.v1')
        order by m.position desc limit ${MAX_OF_CHANGE}) m order by m.position`.execute(this.db)
    return rows.map((row) => plainRow<Moment>(row))
  }

  /** What the configuration file of a repository says now. */
  async configuration(repository: string): Promise<Moment | undefined> {
    const { rows } = await sql<object>`
      select ${MOMENT}, m.detail from moments m where m.type = 'configuration.recorded.v1' and m.repository = ${repository}
      order by m.position desc limit 1`.execute(this.db)
    return rows[0] && plainRow<Moment>(rows[0])
  }

  /** Proposals, beginnings and ends of the rules of a repository, oldest first. */
  async rules(repository: string): Promise<Moment[]> {
    const { rows } = await sql<object>`
      select ${MOMENT}, m.detail from moments m
      where m.type in ('rule.proposed.v1', 'rule.enacted.v1', 'rule.retired.v1') and m.repository = ${repository}
      order by m.position desc limit ${MAX_RULES}`.execute(this.db)
    return rows.map((row) => plainRow<Moment>(row)).reverse()
  }
}
