import { Injectable } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { jsonOf } from '../json-of.js'
import type { HeimgeistTables } from '../tables.js'

/** How an act can be taken back, as hauski named it. */
export interface UndoKept {
  /** Request of the act. */
  readonly request: string
  readonly repository: string
  /** What the act was. */
  readonly done: string
  /** The act that takes it back, and what it needs. */
  readonly act: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** The ways back from acts, for whoever wants one taken back. */
@Injectable()
export class UndoStore {
  /** Keeps the way back that a result names. */
  async keep({ db }: Delivery<HeimgeistTables>, { data }: MeshEvent<'action.finished.v1'>): Promise<void> {
    if (data.undo?.arguments === undefined) return
    const { request, repository, act: done, undo } = data
    await db
      .insertInto('undo')
      .values({ request, repository, done, act: undo.act, arguments: jsonOf(undo.arguments) })
      .onConflict((conflict) => conflict.column('request').doNothing())
      .execute()
  }

  /** The way back from an act, by its request. */
  async find({ db }: Delivery<HeimgeistTables>, request: string): Promise<UndoKept | undefined> {
    return db.selectFrom('undo').selectAll().where('request', '=', request).executeTakeFirst()
  }
}
