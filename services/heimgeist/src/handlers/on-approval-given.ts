import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { answerApproval } from '../decisions/answer-approval.js'
import { LOOP, type Matter } from '../decisions/core-loop.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { questionOf } from '../decisions/read-question.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { AlarmClock } from '../io/alarm-clock.js'
import { CoreLoop } from '../io/core-loop.js'
import { DecisionStore } from '../io/decision-store.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import type { HeimgeistTables } from '../io/tables.js'
import { WishStore } from '../io/commands/wish-store.js'

/** Takes the answer of a person: the first that counts closes the question, later ones change nothing. */
@Controller()
export class OnApprovalGiven {
  constructor(
    private readonly wishes: WishStore,
    private readonly alarms: AlarmClock,
    private readonly loop: CoreLoop,
    private readonly decisions: DecisionStore,
    private readonly epics: EpicDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('approval.given.v1')
  async handle(event: MeshEvent<'approval.given.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const kept = await this.wishes.find(delivery, 'request', event.data.request)
    const question = kept?.state === 'open' ? questionOf(kept) : undefined
    if (!kept || !question) return []
    // What does not count leaves the matter where it waits.
    const said = answerApproval(event, question)
    const circumstances = { day: dayOf(momentOf(event, 0)), asked: true }
    if (said.outcome === undefined) {
      await this.decisions.keep(delivery, event, said.drafts, circumstances)
      return said.drafts
    }
    const step = await this.loop.resume<Matter>(delivery, kept.about, LOOP, { kind: 'given', event, question })
    if (!step) return []
    const { drafts, state } = step
    await this.decisions.keep(delivery, event, drafts, circumstances)
    await this.alarms.clear(delivery, `remind/${question.request}`, `expire/${question.request}`)
    const { outcome, action, allowed } = state
    const after = outcome === 'expired' ? 'expired' : action ? 'allowed' : allowed ? 'done' : 'refused'
    await this.wishes.move(delivery, kept.about, after, {
      approval: event.id,
      answered_by: event.data.by,
      ...(action === undefined ? {} : { action }),
    })
    const { change: subject } = kept.wish
    if (subject === undefined) return drafts
    return [...drafts, ...(await this.epics.hear(delivery, event, { subject }, epicRules(this.config)))]
  }
}
