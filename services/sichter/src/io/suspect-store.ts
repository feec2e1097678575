import { Inject, Injectable } from '@nestjs/common'
import type { EventData } from '@heimgewebe/contracts'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { jsonOf } from './json-of.js'
import type { SichterTables } from './tables.js'

type Answer = EventData['suspects.ranked.v1']

/** The latest answer to each incident. */
@Injectable()
export class SuspectStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<SichterTables>) {}

  /** Keeps an answer; a later one to the same incident replaces it. */
  async keep({ db }: Delivery<SichterTables>, answer: Answer): Promise<void> {
    const row = { answer: jsonOf(answer) as unknown as Answer }
    await db
      .insertInto('suspects')
      .values({ incident: answer.incident, ...row })
      .onConflict((conflict) => conflict.column('incident').doUpdateSet(row))
      .execute()
  }

  /** The answer to an incident as of this transaction. */
  async find({ db }: Delivery<SichterTables>, incident: string): Promise<Answer | undefined> {
    const row = await db.selectFrom('suspects').select('answer').where('incident', '=', incident).executeTakeFirst()
    return row?.answer
  }

  /** The answer to an incident, for people and tools. */
  async get(incident: string): Promise<Answer | undefined> {
    const row = await this.db
      .selectFrom('suspects')
      .select('answer')
      .where('incident', '=', incident)
      .executeTakeFirst()
    return row?.answer
  }
}
