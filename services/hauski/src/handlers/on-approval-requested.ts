import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { beginDelivery } from '../decisions/begin-delivery.js'
import { ActionStore } from '../io/action-store.js'
import { Providers } from '../io/feedback/providers.js'
import { MessageStore } from '../io/message-store.js'
import type { HauskiDelivery } from '../io/repository-store.js'

/** Keeps what a person is asked and which bytes it is about, and has the providers ask that it names. */
@Controller()
export class OnApprovalRequested {
  constructor(
    private readonly actions: ActionStore,
    private readonly messages: MessageStore,
    private readonly providers: Providers,
  ) {}

  @OnEvent('approval.requested.v1')
  async handle(event: MeshEvent<'approval.requested.v1'>, delivery: HauskiDelivery): Promise<Draft[]> {
    if (!mayOrder(event.source, 'heimgeist')) return []
    await this.actions.keepQuestion(delivery, event)
    await this.messages.keepQuestion(delivery, event)
    const { repository, providers = [] } = event.data
    return beginDelivery(event, {
      kind: 'question',
      providers,
      configured: this.providers.names,
      ...(repository === undefined ? {} : { repository }),
    })
  }
}
