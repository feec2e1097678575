import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { decline } from '../decisions/rules/follow-rule.js'
import type { Rule } from '../decisions/rules/rule.js'
import { LessonStore } from '../io/lesson-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** A proposal that was refused is not made again before the past has doubled. */
@Controller()
export class OnApprovalClosed {
  constructor(private readonly lessons: LessonStore) {}

  @OnEvent('approval.closed.v1')
  async handle({ data }: MeshEvent<'approval.closed.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    if (data.repository === undefined) return []
    const rule = await this.lessons.proposedBy<Rule>(delivery, data.repository, data.about)
    const next = decline(rule, data)
    if (next) this.lessons.put(delivery, data.repository, [{ shelf: 'rule', key: next.rule, value: next }])
    return []
  }
}
