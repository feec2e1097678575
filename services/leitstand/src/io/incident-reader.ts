import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { MOMENT, type Moment, plainRow } from './moment-rows.js'

/** An incident as the table has it. */
export interface IncidentRecord {
  readonly subject: string
  readonly title?: string
  readonly severity?: string
  readonly service?: string
  readonly repository?: string
  readonly detected_at?: string
  readonly resolved_at?: string
  readonly event?: string
  readonly resolution?: string
}

/** Which incidents a list shows. */
export interface IncidentQuery {
  readonly repository?: string | undefined
  readonly state?: string | undefined
  readonly limit: number
}

/** Rows of one kind, and how many there are besides. */
export interface Part<T> {
  readonly rows: readonly T[]
  readonly more: number
}

/** Events read of one incident from each end of its story, and of one chain. */
const MAX_TOLD = 200
/** What people said and were asked about it. */
const MAX_SAID = 200

const CARD = sql.raw('subject, event, resolution, title, severity, service, repository, detected_at, resolved_at')

/** Reads incidents, and the events that concern one. */
@Injectable()
export class IncidentReader {
  constructor(@Inject(DATABASE) private readonly db: Kysely<unknown>) {}

  /** Incidents, the latest first. */
  async list({ repository, state, limit }: IncidentQuery): Promise<IncidentRecord[]> {
    return this.cards(sql`
      where ${repository === undefined ? sql`true` : sql`repository = ${repository}`}
        and ${state === 'open' ? sql`resolved_at is null` : state === 'resolved' ? sql`resolved_at is not null` : sql`true`}
      order by coalesce(detected_at, resolved_at) desc, subject limit ${limit}`)
  }

  /** One incident by its subject, with or without `incident/` before it; nothing where no event names it. */
  async find(name: string): Promise<IncidentRecord | undefined> {
    const [card] = await this.cards(
      sql`where subject in (${name}, ${`incident/${name}`}) order by subject = ${name} desc limit 1`,
    )
    return card
  }

  /** Other incidents that began in that time, or lasted at the moment; the nearest first. */
  async beside(
    subject: string,
    at: { moment: string; from: string; until: string },
    most: number,
  ): Promise<Part<IncidentRecord>> {
    return this.part(
      sql`subject <> ${subject} and detected_at <= ${at.until} and
        (detected_at >= ${at.from} or (detected_at <= ${at.moment} and coalesce(resolved_at, 'infinity') >= ${at.moment}))`,
      sql`abs(extract(epoch from detected_at - ${at.moment}::timestamptz)), subject`,
      most,
    )
  }

  /** Incidents before it in the same repository, with the same service or the same title but for numbers; the latest first. */
  async earlier(
    { subject, repository, service, title }: IncidentRecord,
    before: string,
    most: number,
  ): Promise<Part<IncidentRecord>> {
    if (repository === undefined && service === undefined) return { rows: [], more: 0 }
    const same = (text: RawBuilder<unknown>): RawBuilder<unknown> =>
      sql`regexp_replace(lower(${text}), '[0-9a-f]*[0-9][0-9a-f]*', '#', 'g')`
    return this.part(
      sql`subject <> ${subject} and repository is not distinct from ${repository ?? null} and detected_at < ${before}
        and (service = ${service ?? null} or ${same(sql`title`)} = ${same(sql`${title ?? null}::text`)})`,
      sql`detected_at desc, subject`,
      most,
    )
  }

  /** The events that concern an incident, follow from it, or were said of those; oldest first. Of very many the middle is left out. */
  async told(subject: string): Promise<Part<Moment>> {
    const mine = sql`m.incidents is not null and m.incidents @> ${[subject]}::text[]`
    const { rows: counts } = await sql<{ n: number }>`select count(*)::int as n from moments m where ${mine}`.execute(
      this.db,
    )
    const ends = await Promise.all([
      this.moments(mine, sql`m.position`, MAX_TOLD),
      this.moments(mine, sql`m.position desc`, MAX_TOLD),
    ])
    const own = unique(ends.flat())
    const chains = [
      ...new Set(own.filter(({ type }) => type.startsWith('incident.')).map(({ correlationid }) => correlationid)),
    ]
    const chain = await this.moments(
      sql`m.correlationid = any(${chains}::text[]) and (m.incidents is null or m.incidents @> ${[subject]}::text[])`,
      sql`m.position`,
      MAX_TOLD,
    )
    const asked = await this.about([...own, ...chain])
    const rows = unique([...own, ...chain, ...asked, ...(await this.about(asked))])
    return { rows, more: Math.max(0, (counts[0]?.n ?? 0) - own.length) }
  }

  private about(events: readonly Moment[]): Promise<Moment[]> {
    return this.moments(
      sql`m.type in ('feedback.given.v1', 'approval.requested.v1', 'approval.given.v1', 'approval.closed.v1')
        and coalesce(m.detail->>'about', m.detail->>'request') = any(${events.map(({ id }) => id)}::text[])`,
      sql`m.position`,
      MAX_SAID,
    )
  }

  private async moments(where: RawBuilder<unknown>, order: RawBuilder<unknown>, limit: number): Promise<Moment[]> {
    const { rows } = await sql<object>`
      select ${MOMENT}, m.detail from moments m where ${where} order by ${order} limit ${limit}`.execute(this.db)
    return rows.map((row) => plainRow<Moment>(row))
  }

  private async cards(rest: RawBuilder<unknown>): Promise<IncidentRecord[]> {
    const { rows } = await sql<object>`select ${CARD} from incidents ${rest}`.execute(this.db)
    return rows.map((row) => plainRow<IncidentRecord>(row))
  }

  private async part(
    where: RawBuilder<unknown>,
    order: RawBuilder<unknown>,
    most: number,
  ): Promise<Part<IncidentRecord>> {
    const { rows } = await sql<{ total: number }>`
      select ${CARD}, count(*) over ()::int as total from incidents where ${where} order by ${order} limit ${most}`.execute(
      this.db,
    )
    const total = rows[0]?.total ?? 0
    return { rows: rows.map(({ total: _, ...row }) => plainRow<IncidentRecord>(row)), more: total - rows.length }
  }
}

const unique = (moments: readonly Moment[]): Moment[] =>
  [...new Map(moments.map((moment) => [moment.position, moment])).values()].sort((a, b) => a.position - b.position)
