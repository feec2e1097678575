import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { withdraw } from '../decisions/answer-approval.js'
import { findLevel } from '../decisions/find-level.js'
import { decideWish, refuseProposal, wishOfProposal } from '../decisions/propose-change.js'
import { AlarmClock } from '../io/alarm-clock.js'
import { LevelStore } from '../io/level-store.js'
import { questionOf } from '../decisions/read-question.js'
import type { HeimgeistTables } from '../io/tables.js'
import { WishStore } from '../io/wish-store.js'

/** Decides about a proposed rule by the level of who proposes: never, a person is asked, or in force at once. */
@Controller()
export class OnRuleProposed {
  constructor(
    private readonly wishes: WishStore,
    private readonly levels: LevelStore,
    private readonly alarms: AlarmClock,
  ) {}

  @OnEvent('rule.proposed.v1')
  async handle(event: MeshEvent<'rule.proposed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const levels = await this.levels.all(delivery)
    const reading = wishOfProposal(event)
    if (!reading.ok) return refuseProposal(event, reading.why, levels)

    const { repository, rule, version } = event.data
    const replaced: Draft[] = []
    for (const earlier of await this.wishes.openOf(delivery, repository, rule)) {
      await this.wishes.move(delivery, earlier.about, 'withdrawn')
      const question = questionOf(earlier)
      if (question) replaced.push(...withdraw(event, question, `version ${version} was proposed instead`).drafts)
    }

    const { wish } = reading
    const level = findLevel(levels, { agent: wish.agent, act: 'change', repository })
    const { drafts, ask, action } = decideWish(event, wish, levels)
    const [decision] = drafts
    await this.wishes.keep(
      delivery,
      event,
      ask !== undefined ? 'wanted' : action !== undefined ? 'allowed' : drafts.length > 1 ? 'done' : 'refused',
      {
        agent: wish.agent,
        repository,
        rule,
        decision: decision!.id!,
        level: level.level,
        level_reason: level.reason,
        level_origin: level.origin,
        wish: { ...wish, reasons: [...wish.reasons] },
      },
      action,
    )
    if (ask !== undefined)
      await this.alarms.set(delivery, {
        name: `ask/${event.id}`,
        about: event.id,
        atMs: 0,
        correlation: event.correlationid,
        subject: event.subject,
      })
    return [...replaced, ...drafts]
  }
}
