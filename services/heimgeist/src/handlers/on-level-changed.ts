import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { LevelStore } from '../io/agents/level-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** A level holds from this event on. Another service has no say in it. */
@Controller()
export class OnLevelChanged {
  constructor(private readonly levels: LevelStore) {}

  @OnEvent('level.changed.v1')
  async handle(event: MeshEvent<'level.changed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    if (/^heimgewebe\/(?!heimgeist$|leitstand$)/.test(event.source)) return []
    await this.levels.change(delivery, event.id, event.data)
    return []
  }
}
