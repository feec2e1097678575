import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { beginDelivery } from '../decisions/begin-delivery.js'
import { Providers } from '../io/feedback/providers.js'
import { MessageStore } from '../io/message-store.js'
import type { HauskiDelivery } from '../io/repository-store.js'

/** Has the providers wake a person. */
@Controller()
export class OnEscalationRaised {
  constructor(
    private readonly messages: MessageStore,
    private readonly providers: Providers,
  ) {}

  @OnEvent('escalation.raised.v1')
  async handle(event: MeshEvent<'escalation.raised.v1'>, delivery: HauskiDelivery): Promise<Draft[]> {
    if (!mayOrder(event.source, 'heimgeist')) return []
    await this.messages.keepEscalation(delivery, event)
    const { repository, providers = [] } = event.data
    return beginDelivery(event, { kind: 'escalation', repository, providers, configured: this.providers.names })
  }
}
