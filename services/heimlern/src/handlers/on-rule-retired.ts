import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { retire } from '../decisions/rules/follow-rule.js'
import type { Rule } from '../decisions/rules/rule.js'
import { LessonStore } from '../io/lesson-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** A rule is measured no more; its own word comes back here too. */
@Controller()
export class OnRuleRetired {
  constructor(private readonly lessons: LessonStore) {}

  @OnEvent('rule.retired.v1')
  async handle({ data }: MeshEvent<'rule.retired.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { repository, rule } = data
    const next = retire(await this.lessons.get<Rule>(delivery, 'rule', repository, rule))
    if (next) this.lessons.put(delivery, repository, [{ shelf: 'rule', key: rule, value: next }])
    return []
  }
}
