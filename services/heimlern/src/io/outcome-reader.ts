import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { Kysely } from 'kysely'
import type { HeimlernTables, Scope } from './tables.js'

/** Reads of outcomes and counts for people and tools. */
@Injectable()
export class OutcomeReader {
  constructor(@Inject(DATABASE) private readonly db: Kysely<HeimlernTables>) {}

  /** The latest outcomes first. */
  async outcomes({ repository, change, limit }: { repository?: string; change?: string; limit: number }) {
    let query = this.db.selectFrom('outcome').select(['outcome', 'unit']).orderBy('seq', 'desc').limit(limit)
    if (repository !== undefined) query = query.where('repository', '=', repository)
    if (change !== undefined) query = query.where((or) => or.or([or('change', '=', change), or('unit', '=', change)]))
    const rows = await query.execute()
    return rows.map(({ outcome, unit }) => {
      const { evidence: _evidence, unit: _unit, ...shown } = outcome
      return { ...shown, ...(unit === null ? {} : { counted_as: unit }) }
    })
  }

  /** Counts as they are now, the ones with most bad changes first. */
  async counts({ repository, scope, limit }: { repository?: string; scope?: Scope; limit: number }) {
    let query = this.db.selectFrom('tally').selectAll()
    if (repository !== undefined) query = query.where('repository', '=', repository)
    if (scope !== undefined) query = query.where('scope', '=', scope)
    const rows = await query
      .orderBy((column) => column.ref('tally', '->').key('bad'), 'desc')
      .orderBy('repository')
      .orderBy('scope')
      .orderBy('key')
      .limit(limit)
      .execute()
    return rows.map(({ tally: { changes, bad, kinds, latest }, ...row }) => ({
      ...row,
      changes,
      bad,
      kinds,
      events: latest,
    }))
  }
}
