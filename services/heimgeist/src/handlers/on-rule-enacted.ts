import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { readPolicy } from '../decisions/follow-policies.js'
import { PolicyStore } from '../io/policy-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Follows a learned policy from now on; other kinds of rules change nothing that is decided here. */
@Controller()
export class OnRuleEnacted {
  constructor(private readonly policies: PolicyStore) {}

  @OnEvent('rule.enacted.v1')
  async handle({ id, data }: MeshEvent<'rule.enacted.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const policy = readPolicy(id, data)
    if (policy) await this.policies.put(delivery, data.repository, policy)
    return []
  }
}
