import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { CaseStore } from '../io/case-store.js'
import type { WgxDelivery } from '../io/repository-store.js'

/** What shows that guards missed something: their own failures and those of CI do not. */
const SHOWS = ['fixed', 'reverted', 'incident']

/** Counts what guards missed: a change that they passed or were left out of, and that turned out bad. */
@Controller()
export class OnOutcomeRecorded {
  constructor(private readonly cases: CaseStore) {}

  @OnEvent('outcome.recorded.v1')
  async handle(event: MeshEvent<'outcome.recorded.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    if (SHOWS.includes(event.data.kind)) await this.cases.markMissed(delivery, event)
    return []
  }
}
