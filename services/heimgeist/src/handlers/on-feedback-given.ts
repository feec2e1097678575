import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { recordFailure } from '../decisions/judge-record.js'
import { AgentStore } from '../io/agents/agent-store.js'
import { Reputation } from '../io/agents/reputation.js'
import type { HeimgeistTables } from '../io/tables.js'
import { WishStore } from '../io/commands/wish-store.js'

/** A person who says that an act was wrong is believed at once. */
@Controller()
export class OnFeedbackGiven {
  constructor(
    private readonly wishes: WishStore,
    private readonly reputation: Reputation,
    private readonly agents: AgentStore,
  ) {}

  @OnEvent('feedback.given.v1')
  async handle(event: MeshEvent<'feedback.given.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    if (!mayOrder(event.source)) return []
    const { about, by, verdict } = event.data
    await this.agents.judged(delivery, about, verdict === 'good' || verdict === 'confirm' ? 'good' : 'bad')
    if (verdict !== 'deny' && verdict !== 'bad') return []
    const kept =
      (await this.wishes.find(delivery, 'action', about)) ??
      (await this.wishes.find(delivery, 'decision', about)) ??
      (await this.wishes.find(delivery, 'about', about))
    if (!kept) return []
    const why = `${by} says that it was wrong`
    return this.reputation.judge(delivery, event, kept, (cause, known) => recordFailure(cause, known, why))
  }
}
