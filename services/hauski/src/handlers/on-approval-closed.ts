import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { MessageStore } from '../io/message-store.js'
import type { HauskiDelivery } from '../io/repository-store.js'

/** What is answered, expired or withdrawn is told no more, however late its message would have left. */
@Controller()
export class OnApprovalClosed {
  constructor(private readonly messages: MessageStore) {}

  @OnEvent('approval.closed.v1')
  async handle({ data }: MeshEvent<'approval.closed.v1'>, delivery: HauskiDelivery): Promise<Draft[]> {
    await this.messages.close(delivery, data.request)
    return []
  }
}
