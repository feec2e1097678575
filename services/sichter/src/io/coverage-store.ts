import { Injectable } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import type { SichterTables } from './tables.js'

/** Runs kept of a repository, the latest. */
const KEPT = 1000

/** Test coverage as CI runs measured it. */
@Injectable()
export class CoverageStore {
  /** Keeps what a run measured, and lets go of the oldest; most runs measure none. */
  async keep({ db }: Delivery<SichterTables>, { id, position, data }: MeshEvent<'ci.result.v1'>): Promise<void> {
    const { repository, sha, number = null, pipeline, coverage_percent: percent } = data
    if (percent === undefined) return
    await db
      .insertInto('coverage_run')
      .values({ event: id, repository, sha, number, pipeline: clean(pipeline), percent, position })
      .onConflict((conflict) => conflict.column('event').doNothing())
      .execute()
    await sql`
      delete from coverage_run where repository = ${repository} and position <= (
        select position from coverage_run where repository = ${repository}
        order by position desc offset ${KEPT} limit 1)`.execute(db)
  }

  /** The latest runs of a repository, newest first. */
  async latest({ db }: Delivery<SichterTables>, repository: string) {
    return db
      .selectFrom('coverage_run')
      .select(['sha', 'number', 'pipeline', 'percent', 'event'])
      .where('repository', '=', repository)
      .orderBy('position', 'desc')
      .limit(KEPT)
      .execute()
  }
}

/** Names come from outside; the tables hold neither NUL nor half a surrogate pair. */
const clean = (name: string): string => name.toWellFormed().replaceAll('\0', '\uFFFD')
