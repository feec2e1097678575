import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { Kysely } from 'kysely'
import type { HeimgeistTables } from './tables.js'

const COLUMNS = [
  'id',
  'position',
  'time',
  'repository',
  'change',
  'about',
  'agent',
  'act',
  'chosen',
  'level',
  'level_reason',
  'reasons',
  'areas',
  'policy',
  'correlation',
] as const

/** Which decisions are wanted. */
export interface DecisionQuery {
  readonly repository?: string
  readonly change?: string
  /** Most rows. */
  readonly limit: number
}

/** Reads of decisions for people and tools. */
@Injectable()
export class DecisionReader {
  constructor(@Inject(DATABASE) private readonly db: Kysely<HeimgeistTables>) {}

  /** The latest decisions first. */
  list({ repository, change, limit }: DecisionQuery) {
    let query = this.db.selectFrom('decision').select(COLUMNS).orderBy('position', 'desc').orderBy('id').limit(limit)
    if (repository !== undefined) query = query.where('repository', '=', repository)
    if (change !== undefined) query = query.where('change', '=', change)
    return query.execute()
  }

  /** One decision by the id of its event. */
  find(id: string) {
    return this.db.selectFrom('decision').select(COLUMNS).where('id', '=', id).executeTakeFirst()
  }
}
