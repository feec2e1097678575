import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import type { Incident, Parked, RepositoryCard } from '../api.js'
import { atRest } from './at-rest.js'
import { plainRow } from './moment-rows.js'

/** Most repositories, incidents and parked events in one answer. */
const MAX_ROWS = 200

type Nullable<T> = { [K in keyof T]: T[K] | null | Date }

/** Reads what is known of repositories, and what is wrong. */
@Injectable()
export class RepositoryReader {
  constructor(@Inject(DATABASE) private readonly db: Kysely<unknown>) {}

  /** All repositories, the one with the newest event first. */
  async list(): Promise<RepositoryCard[]> {
    const { rows } = await sql<Nullable<RepositoryCard>>`
      select r.repository, r.location, r.default_branch, r.shallow, r.registered_at, r.commits, r.imported, r.configuration, r.last_at,
        (select count(*)::int from changes c where c.repository = r.repository and c.kind = 'commit' and c.percentile is not null) as judged,
        (select count(*)::int from changes c where c.repository = r.repository and c.state = 'open' and not ${atRest}) as open
      from repositories r order by r.last_at desc nulls last limit ${MAX_ROWS}`.execute(this.db)
    return rows.map((row) => plainRow<RepositoryCard>(row))
  }

  /** Incidents that are not over, newest first. */
  async incidents(): Promise<Incident[]> {
    const { rows } = await sql<Nullable<Incident>>`
      select subject, event, title, severity, repository, detected_at from incidents
      where resolved_at is null order by detected_at desc limit ${MAX_ROWS}`.execute(this.db)
    return rows.map((row) => plainRow<Incident>(row))
  }

  /** Events that a service set aside, newest first. */
  async parked(): Promise<Parked[]> {
    const { rows } = await sql<Nullable<Parked>>`
      select * from parked order by parked_at desc limit ${MAX_ROWS}`.execute(this.db)
    return rows.map((row) => plainRow<Parked>(row))
  }
}
