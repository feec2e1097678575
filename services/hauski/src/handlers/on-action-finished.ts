import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { ActionStore } from '../io/action-store.js'
import type { HauskiDelivery } from '../io/repository-store.js'

/** Keeps what became of an act, for people who ask. */
@Controller()
export class OnActionFinished {
  constructor(private readonly actions: ActionStore) {}

  @OnEvent('action.finished.v1')
  async handle(event: MeshEvent<'action.finished.v1'>, delivery: HauskiDelivery): Promise<Draft[]> {
    if (mayOrder(event.source, 'hauski')) await this.actions.keepFinished(delivery, event)
    return []
  }
}
