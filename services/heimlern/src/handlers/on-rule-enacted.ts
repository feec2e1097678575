import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { enact } from '../decisions/rules/follow-rule.js'
import type { Rule } from '../decisions/rules/rule.js'
import { LessonStore } from '../io/lesson-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** From now on a rule is measured. */
@Controller()
export class OnRuleEnacted {
  constructor(private readonly lessons: LessonStore) {}

  @OnEvent('rule.enacted.v1')
  async handle({ data, time }: MeshEvent<'rule.enacted.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { repository, rule } = data
    const next = enact(await this.lessons.get<Rule>(delivery, 'rule', repository, rule), data, time)
    if (next) this.lessons.put(delivery, repository, [{ shelf: 'rule', key: rule, value: next }])
    return []
  }
}
