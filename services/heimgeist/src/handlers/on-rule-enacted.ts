import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { readGuide } from '../decisions/failures/read-lesson.js'
import { readPolicy } from '../decisions/follow-policies.js'
import { LessonStore } from '../io/lesson-store.js'
import { PolicyStore } from '../io/policy-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Follows a learned policy from now on, and knows of a runbook or checklist; other kinds change nothing that is decided here. */
@Controller()
export class OnRuleEnacted {
  constructor(
    private readonly policies: PolicyStore,
    private readonly lessons: LessonStore,
  ) {}

  @OnEvent('rule.enacted.v1')
  async handle(
    { id, source, data }: MeshEvent<'rule.enacted.v1'>,
    delivery: Delivery<HeimgeistTables>,
  ): Promise<Draft[]> {
    if (!mayOrder(source, 'heimgeist')) return []
    const policy = readPolicy(id, data)
    if (policy) await this.policies.put(delivery, data.repository, policy)
    const guide = readGuide(id, data)
    if (guide) await this.lessons.guide(delivery, data.repository, data.rule, guide)
    return []
  }
}
