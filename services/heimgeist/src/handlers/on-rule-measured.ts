import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { recordFailure } from '../decisions/judge-record.js'
import { Reputation } from '../io/agents/reputation.js'
import type { HeimgeistTables } from '../io/tables.js'

/** A rule that does not pay speaks against who proposed it. */
@Controller()
export class OnRuleMeasured {
  constructor(private readonly reputation: Reputation) {}

  @OnEvent('rule.measured.v1')
  async handle(event: MeshEvent<'rule.measured.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { worth, rule, version, repository } = event.data
    if (worth !== 'does_not_pay') return []
    const why = `version ${version} of rule ${rule} does not pay`
    return this.reputation.judge(delivery, event, { agent: 'heimlern', repository }, (cause, known) =>
      recordFailure(cause, known, why),
    )
  }
}
