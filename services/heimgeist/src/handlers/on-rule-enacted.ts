import { Controller, Inject } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { adviceRules } from '../decisions/advice/advice-rules.js'
import { readGuide } from '../decisions/failures/read-lesson.js'
import { readPolicy } from '../decisions/follow-policies.js'
import { AdviceDesk } from '../io/advice/advice-desk.js'
import { LessonStore } from '../io/learned/lesson-store.js'
import { PolicyStore } from '../io/policies/policy-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Follows a learned policy from now on, and recommends a runbook or checklist to the open changes that it is for; other kinds change nothing that is decided here. */
@Controller()
export class OnRuleEnacted {
  constructor(
    private readonly policies: PolicyStore,
    private readonly lessons: LessonStore,
    private readonly advice: AdviceDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('rule.enacted.v1')
  async handle(event: MeshEvent<'rule.enacted.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { id, source, data } = event
    if (!mayOrder(source, 'heimgeist')) return []
    const policy = readPolicy(id, data)
    if (policy) await this.policies.put(delivery, data.repository, policy)
    const guide = readGuide(id, data)
    if (!guide) return []
    await this.lessons.guide(delivery, data.repository, data.rule, guide, data.proposal)
    return this.advice.taught(delivery, event, data.repository, adviceRules(this.config))
  }
}
