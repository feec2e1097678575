import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { ChangeStore } from '../io/change-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** A change that was given up is pursued again: its next verdict is decided about, and its next failure is asked about. */
@Controller()
export class OnChangeResumed {
  constructor(private readonly changes: ChangeStore) {}

  @OnEvent('change.resumed.v1')
  async handle(
    { source, data }: MeshEvent<'change.resumed.v1'>,
    delivery: Delivery<HeimgeistTables>,
  ): Promise<Draft[]> {
    if (mayOrder(source, 'heimgeist')) await this.changes.giveUp(delivery, data.change, null)
    return []
  }
}
