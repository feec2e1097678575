import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { ActionStore } from '../io/action-store.js'
import type { HauskiDelivery } from '../io/repository-store.js'

/** Keeps the answer of a person; hauski itself sees to it that it fits. */
@Controller()
export class OnApprovalGiven {
  constructor(private readonly actions: ActionStore) {}

  @OnEvent('approval.given.v1')
  async handle(event: MeshEvent<'approval.given.v1'>, delivery: HauskiDelivery): Promise<Draft[]> {
    if (mayOrder(event.source)) await this.actions.keepAnswer(delivery, event)
    return []
  }
}
