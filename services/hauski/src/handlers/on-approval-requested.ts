import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { ActionStore } from '../io/action-store.js'
import type { HauskiDelivery } from '../io/repository-store.js'

/** Keeps what a person is asked and which bytes it is about. */
@Controller()
export class OnApprovalRequested {
  constructor(private readonly actions: ActionStore) {}

  @OnEvent('approval.requested.v1')
  async handle(event: MeshEvent<'approval.requested.v1'>, delivery: HauskiDelivery): Promise<Draft[]> {
    await this.actions.keepQuestion(delivery, event)
    return []
  }
}
