import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { beginDelivery } from '../decisions/begin-delivery.js'
import { Providers } from '../io/feedback/providers.js'
import { MessageStore } from '../io/message-store.js'
import type { HauskiDelivery } from '../io/repository-store.js'

/** Has the providers remind of a question that is still open. */
@Controller()
export class OnApprovalReminded {
  constructor(
    private readonly messages: MessageStore,
    private readonly providers: Providers,
  ) {}

  @OnEvent('approval.reminded.v1')
  async handle(event: MeshEvent<'approval.reminded.v1'>, delivery: HauskiDelivery): Promise<Draft[]> {
    if (!mayOrder(event.source, 'heimgeist')) return []
    const repository = await this.messages.keepReminder(delivery, event)
    return beginDelivery(event, {
      kind: 'reminder',
      providers: event.data.providers ?? [],
      configured: this.providers.names,
      ...(repository === undefined ? {} : { repository }),
    })
  }
}
