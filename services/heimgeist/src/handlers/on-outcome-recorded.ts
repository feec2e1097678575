import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { recordFailure } from '../decisions/judge-record.js'
import { Reputation } from '../io/reputation.js'
import type { HeimgeistTables } from '../io/tables.js'
import { WishStore } from '../io/wish-store.js'

/** A commit of the mesh that went wrong costs its agent level 3 at once. */
@Controller()
export class OnOutcomeRecorded {
  constructor(
    private readonly wishes: WishStore,
    private readonly reputation: Reputation,
  ) {}

  @OnEvent('outcome.recorded.v1')
  async handle(event: MeshEvent<'outcome.recorded.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { change, kind } = event.data
    if (kind === 'guard_passed') return []
    const kept = await this.wishes.find(delivery, 'made', change)
    if (!kept) return []
    const why = `${change}, a commit of ${kept.agent}, went wrong: ${kind.replace('_', ' ')}`
    return this.reputation.judge(delivery, event, kept, (cause, known) => recordFailure(cause, known, why))
  }
}
