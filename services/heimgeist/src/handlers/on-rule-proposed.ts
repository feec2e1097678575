import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { type Continuation, LOOP, newMatter } from '../decisions/core-loop.js'
import { findLevel } from '../decisions/find-level.js'
import { AlarmClock } from '../io/alarm-clock.js'
import { CoreLoop } from '../io/core-loop.js'
import { InputStore } from '../io/input-store.js'
import { LevelStore } from '../io/level-store.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { RepositoryStore } from '../io/repository-store.js'
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
    private readonly loop: CoreLoop,
    private readonly inputs: InputStore,
    private readonly repositories: RepositoryStore,
  ) {}

  @OnEvent('rule.proposed.v1')
  async handle(event: MeshEvent<'rule.proposed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const levels = await this.levels.all(delivery)
    const { repository, rule, version } = event.data
    const replaced: Draft[] = []
    for (const earlier of await this.wishes.openOf(delivery, repository, rule)) {
      await this.wishes.move(delivery, earlier.about, 'withdrawn')
      const question = questionOf(earlier)
      if (!question) continue
      const why = `version ${version} was proposed instead`
      const given: Continuation = { kind: 'withdrawn', event, question, why }
      replaced.push(...((await this.loop.resume(delivery, earlier.about, LOOP, given))?.drafts ?? []))
    }

    const { drafts, state } = await this.loop.begin(delivery, event.id, LOOP, newMatter(event, levels))
    const { wish, decision, ask, action, allowed } = state
    if (wish === undefined || decision === undefined) return [...replaced, ...drafts]
    await this.inputs.keep(delivery, 'wish', event, {
      repository,
      day: dayOf(momentOf(event, (await this.repositories.get(delivery, repository)).clock)),
      known: { levels, wish },
    })
    const level = findLevel(levels, { agent: wish.agent, act: 'change', repository })
    const kept = {
      agent: wish.agent,
      repository,
      rule,
      decision,
      level: level.level,
      level_reason: level.reason,
      level_origin: level.origin,
      wish: { ...wish, reasons: [...wish.reasons] },
    }
    await this.wishes.keep(
      delivery,
      event,
      ask ? 'wanted' : action ? 'allowed' : allowed ? 'done' : 'refused',
      kept,
      action,
    )
    if (ask)
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
