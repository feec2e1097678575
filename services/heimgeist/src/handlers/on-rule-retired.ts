import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { LOOP } from '../decisions/core-loop.js'
import { withdrawn } from '../decisions/withdraw-wish.js'
import { LessonStore } from '../io/learned/lesson-store.js'
import { MatterDesk } from '../io/matter-desk.js'
import { PolicyStore } from '../io/policies/policy-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Follows a learned policy no more, names a runbook or checklist no more, and asks nobody about a version that is offered no more. */
@Controller()
export class OnRuleRetired {
  constructor(
    private readonly policies: PolicyStore,
    private readonly lessons: LessonStore,
    private readonly desk: MatterDesk,
  ) {}

  @OnEvent('rule.retired.v1')
  async handle(event: MeshEvent<'rule.retired.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { source, data } = event
    if (!mayOrder(source, 'heimlern')) return []
    if (data.kind === 'policy') await this.policies.remove(delivery, data.repository, data.rule)
    else await this.lessons.dropGuide(delivery, data.repository, data.rule)
    return this.desk.withdraw(delivery, data, LOOP, (wish) =>
      wish.wish.rule?.version === data.version ? withdrawn(event, wish, data.reason) : undefined,
    )
  }
}
