import { Injectable } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import type { HeimgeistTables } from './tables.js'

/** What became of the acts that were asked for here; the decisions keep them when they ask. */
@Injectable()
export class ActStore {
  /** Keeps how an act ended; one that nobody here asked for is not kept. */
  async end({ db }: Delivery<HeimgeistTables>, { id, data }: MeshEvent<'action.finished.v1'>): Promise<void> {
    await db
      .updateTable('act')
      .set({ verdict: data.verdict, reason: data.reason ?? null, finished: id })
      .where('request', '=', data.request)
      .execute()
  }
}
