import { Controller, Inject } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { LOOP, type Matter, newMatter } from '../decisions/core-loop.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { backlogOf, issueOf } from '../decisions/failures/develop-anew.js'
import { findLevel } from '../decisions/find-level.js'
import { questionOf } from '../decisions/read-question.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { ChangeStore } from '../io/change-store.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import { FailureDesk } from '../io/failures/failure-desk.js'
import { LevelStore } from '../io/agents/level-store.js'
import { MatterDesk } from '../io/matter-desk.js'
import type { HeimgeistTables } from '../io/tables.js'
import { WishStore } from '../io/commands/wish-store.js'

type Settled = MeshEvent<'failure.settled.v1'>
type HeimgeistDelivery = Delivery<HeimgeistTables>

/** Does what follows from a person's choice after a failure: the change is left alone, or a task to develop it anew begins. */
@Controller()
export class OnFailureSettled {
  constructor(
    private readonly changes: ChangeStore,
    private readonly failures: FailureDesk,
    private readonly wishes: WishStore,
    private readonly levels: LevelStore,
    private readonly desk: MatterDesk,
    private readonly epics: EpicDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('failure.settled.v1')
  async handle(event: Settled, delivery: HeimgeistDelivery): Promise<Draft[]> {
    if (!mayOrder(event.source, 'heimgeist')) return []
    if (event.data.state === 'given_up') return this.leaveAlone(event, delivery)
    return event.data.state === 'develop_anew' ? this.developAnew(event, delivery) : []
  }

  /** Nothing waits for an answer about it any more, and nothing asks again. */
  private async leaveAlone(event: Settled, delivery: HeimgeistDelivery): Promise<Draft[]> {
    const { change, by = 'somebody' } = event.data
    await this.changes.giveUp(delivery, change, event.id)
    const why = `${by} gave the change up`
    const drafts: Draft[] = []
    for (const kept of await this.wishes.openAbout(delivery, change)) {
      const question = questionOf(kept)
      const given = question === undefined ? {} : { given: { kind: 'withdrawn' as const, event, question, why } }
      drafts.push(...(await this.failures.end(delivery, { about: kept.about, ...given }, LOOP)))
    }
    await this.failures.forget(delivery, change)
    const followed = await this.epics.hear(delivery, event, { subject: change }, epicRules(this.config))
    return [...drafts, ...followed]
  }

  private async developAnew(event: Settled, delivery: HeimgeistDelivery): Promise<Draft[]> {
    const { repository, request } = event.data
    const report =
      request === undefined ? undefined : (await this.wishes.find(delivery, 'request', request))?.wish.failure
    if (report === undefined) return []
    const backlog = backlogOf(event)
    const followed = await this.epics.change(delivery, event, backlog, epicRules(this.config))
    const wish = issueOf(event, report)
    if (wish === undefined) return [...backlog, ...followed]
    const levels = await this.levels.all(delivery)
    const level = findLevel(levels, { agent: wish.agent, act: 'change', repository })
    const day = dayOf(momentOf(event, 0))
    const matter = newMatter(event, levels, wish)
    const opened = await this.desk.open<Matter>(delivery, event, LOOP, matter, day, () => ({ level }))
    return [...backlog, ...followed, ...opened]
  }
}
