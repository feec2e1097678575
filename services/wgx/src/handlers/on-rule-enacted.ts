import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { readEnacted } from '../decisions/rules/follow-lint.js'
import { LintStore } from '../io/lint-store.js'
import type { WgxDelivery } from '../io/repository-store.js'

/** Checks by a lint rule from now on, without a restart. */
@Controller()
export class OnRuleEnacted {
  constructor(private readonly rules: LintStore) {}

  @OnEvent('rule.enacted.v1')
  async handle(event: MeshEvent<'rule.enacted.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    const rule = readEnacted(event)
    if (rule) await this.rules.put(delivery, event.data.repository, rule)
    return []
  }
}
