import { Controller, Get, Inject, Query } from '@nestjs/common'
import { DATABASE, Needs } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import type { ChronikTables, ParkedTable } from '../io/tables.js'

const MAX_PAGE = 1000

/** Events that services set aside and that wait for a person. */
@Controller('parked')
@Needs('read')
export class ParkedController {
  constructor(@Inject(DATABASE) private readonly db: Kysely<ChronikTables>) {}

  /** Newest first; `state` is parked (default), released, discarded or all. */
  @Get()
  async list(@Query('state') state = 'parked'): Promise<{ parked: ParkedTable[] }> {
    const query = this.db.selectFrom('parked_event').selectAll().orderBy('since', 'desc').limit(MAX_PAGE)
    if (state === 'parked' || state === 'released' || state === 'discarded')
      return { parked: await query.where('state', '=', state).execute() }
    return { parked: await query.execute() }
  }
}
