import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { readOffer } from '../decisions/advice/learned.js'
import { LOOP, type Matter, newMatter } from '../decisions/core-loop.js'
import { findLevel } from '../decisions/find-level.js'
import { refuseProposal } from '../decisions/propose-change.js'
import { withdrawn } from '../decisions/withdraw-wish.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { DecisionStore } from '../io/decision-store.js'
import { LessonStore } from '../io/learned/lesson-store.js'
import { LevelStore } from '../io/agents/level-store.js'
import { MatterDesk } from '../io/matter-desk.js'
import { RepositoryStore } from '../io/repository-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Decides about a proposed rule by the level of who proposes: never, a person is asked, or in force at once. */
@Controller()
export class OnRuleProposed {
  constructor(
    private readonly desk: MatterDesk,
    private readonly levels: LevelStore,
    private readonly decisions: DecisionStore,
    private readonly repositories: RepositoryStore,
    private readonly lessons: LessonStore,
  ) {}

  @OnEvent('rule.proposed.v1')
  async handle(event: MeshEvent<'rule.proposed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { repository, rule } = event.data
    if (!mayOrder(event.source, 'heimlern')) return this.refuse(event, delivery)
    const offer = readOffer(event.data)
    if (offer) await this.lessons.offer(delivery, event.id, offer)
    // A question about an earlier version is no longer the right one.
    const why = `version ${event.data.version} was proposed instead`
    const replaced = await this.desk.withdraw(delivery, event.data, LOOP, (earlier) => withdrawn(event, earlier, why))
    const levels = await this.levels.all(delivery)
    const { clock } = await this.repositories.get(delivery, repository)
    const day = dayOf(momentOf(event, clock))
    const opened = await this.desk.open<Matter>(delivery, event, LOOP, newMatter(event, levels), day, ({ agent }) => ({
      rule,
      level: findLevel(levels, { agent, act: 'change', repository }),
    }))
    return [...replaced, ...opened]
  }

  /** What another service proposes is not decided about at the level of heimlern. */
  private async refuse(event: MeshEvent<'rule.proposed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const drafts = refuseProposal(event, `${event.source} proposes no rules`, await this.levels.all(delivery))
    await this.decisions.keep(delivery, event, drafts, { day: dayOf(momentOf(event, 0)), asked: false })
    return drafts
  }
}
