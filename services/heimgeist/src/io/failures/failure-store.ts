import { Injectable } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import type { Selectable } from 'kysely'
import { jsonOf } from '../json-of.js'
import type { HeimgeistTables, RunJson } from '../tables.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>
type FailingRow = Selectable<HeimgeistTables['failing']>

/** What is kept of a change that fails; its runs may be read only. */
type FailingJson = Omit<FailingRow, 'runs' | 'cause'> & { readonly runs: readonly RunJson[] }

/** The open changes whose head fails: nothing else, so it stays small. */
@Injectable()
export class FailureStore {
  /** By its change, or by the failed run that its decision is about. */
  async find({ db }: HeimgeistDelivery, by: 'change' | 'about', value: string): Promise<FailingRow | undefined> {
    return db.selectFrom('failing').selectAll().where(by, '=', value).limit(1).executeTakeFirst()
  }

  /** Keeps how it stands. `cause`: the failed run that the decision will be about, where that is a new one. */
  async keep({ db }: HeimgeistDelivery, failing: FailingJson, cause?: MeshEvent): Promise<void> {
    const { change, repository, sha, runs, about, state, streak } = failing
    const row = {
      repository,
      sha,
      runs: jsonOf(runs),
      about,
      state,
      streak,
      ...(cause === undefined ? {} : { cause: jsonOf(withoutContent(cause)) }),
    }
    await db
      .insertInto('failing')
      .values({ change, cause: jsonOf({}), ...row })
      .onConflict((conflict) => conflict.column('change').doUpdateSet(row))
      .execute()
  }

  /** Nothing of it fails any more, or it is no longer open. */
  async drop({ db }: HeimgeistDelivery, change: string): Promise<void> {
    await db.deleteFrom('failing').where('change', '=', change).execute()
  }
}

/** A decision needs to know which event it is about; what the run said is in the report. */
const withoutContent = (event: MeshEvent): object => {
  const { repository, sha } = event.data as { repository?: string; sha?: string }
  return { ...event, data: { repository, sha } }
}
