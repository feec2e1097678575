import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { LessonStore } from '../io/lesson-store.js'
import { PolicyStore } from '../io/policy-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Follows a learned policy no more, and names a runbook or checklist no more. */
@Controller()
export class OnRuleRetired {
  constructor(
    private readonly policies: PolicyStore,
    private readonly lessons: LessonStore,
  ) {}

  @OnEvent('rule.retired.v1')
  async handle({ data }: MeshEvent<'rule.retired.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    if (data.kind === 'policy') await this.policies.remove(delivery, data.repository, data.rule)
    else await this.lessons.dropGuide(delivery, data.repository, data.rule)
    return []
  }
}
