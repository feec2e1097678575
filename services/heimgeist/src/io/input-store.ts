import { Inject, Injectable } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { jsonOf } from './json-of.js'
import type { HeimgeistTables } from './tables.js'

/** Rows read at a time. */
const PAGE = 500

/** What each decision was made from, so that another policy can be tried on the past. */
@Injectable()
export class InputStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<HeimgeistTables>) {}

  /** Keeps the event and everything that was known beside it. `kind`: which decision it is for. */
  async keep(
    { db }: Delivery<HeimgeistTables>,
    kind: 'verdict' | 'guard' | 'agents' | 'wish',
    event: MeshEvent,
    { repository, day, known }: { readonly repository: string; readonly day: string; readonly known: object },
  ): Promise<void> {
    await db
      .insertInto('decision_input')
      .values({
        about: event.id,
        kind,
        position: event.position,
        time: event.time,
        repository,
        day,
        event: jsonOf(event),
        known: jsonOf(known),
      })
      .onConflict((conflict) => conflict.columns(['about', 'kind']).doNothing())
      .execute()
  }

  /** All inputs of decisions since a day, in the order of the log. */
  async *since(day: string, repository: string | undefined) {
    for (let after = 0; ;) {
      let query = this.db
        .selectFrom('decision_input')
        .selectAll()
        .where('day', '>=', day)
        .where('position', '>', after)
        .orderBy('position')
        .orderBy('kind')
        .limit(PAGE)
      if (repository !== undefined) query = query.where('repository', '=', repository)
      const rows = await query.execute()
      // The two kinds of one event may stand on both sides of a page's end: the last event is read with the next page.
      const last = rows.at(-1)
      if (last === undefined) return
      const whole = rows.length < PAGE ? rows : rows.filter(({ position }) => position < last.position)
      yield* whole
      if (rows.length < PAGE) return
      after = whole.at(-1)?.position ?? last.position
    }
  }
}
