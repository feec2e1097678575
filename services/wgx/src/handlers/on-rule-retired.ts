import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { LintStore } from '../io/lint-store.js'
import type { WgxDelivery } from '../io/repository-store.js'

/** Checks by a lint rule no more. */
@Controller()
export class OnRuleRetired {
  constructor(private readonly rules: LintStore) {}

  @OnEvent('rule.retired.v1')
  async handle({ data }: MeshEvent<'rule.retired.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    await this.rules.remove(delivery, data.repository, data.rule)
    return []
  }
}
