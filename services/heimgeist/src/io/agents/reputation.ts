import { Injectable } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import type { Config } from '../../config.js'
import { LevelStore } from './level-store.js'
import type { HeimgeistTables } from '../tables.js'

/** What a decision about a record needs to know. */
interface Known {
  readonly agent: string
  readonly repository: string
  readonly record: { readonly good: number; readonly events: readonly string[] }
  readonly levels: Config['levels']
  readonly promoteAfter: number
}

/** Reads the record of an agent, lets a decision judge it, and keeps what it says: record and level together. */
@Injectable()
export class Reputation {
  constructor(private readonly levels: LevelStore) {}

  /** Gives the level changes that follow. They hold from this event on, before they are heard. */
  async judge(
    delivery: Delivery<HeimgeistTables>,
    event: MeshEvent,
    { agent, repository }: { readonly agent: string; readonly repository: string },
    decide: (
      event: MeshEvent,
      known: Known,
    ) => { record: Known['record']; drafts: readonly Draft<'level.changed.v1'>[] },
  ): Promise<Draft[]> {
    const levels = await this.levels.all(delivery)
    const { promoteAfter } = await this.levels.policy(delivery)
    const record = await this.levels.record(delivery, agent, repository)
    const judged = decide(event, { agent, repository, record, levels, promoteAfter })
    await this.levels.keepRecord(delivery, agent, repository, judged.record)
    for (const { id, data } of judged.drafts) await this.levels.change(delivery, id!, data)
    return [...judged.drafts]
  }
}
