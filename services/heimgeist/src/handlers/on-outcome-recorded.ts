import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { counts, endingOf } from '../decisions/advice/end-advised.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { troubleOfOutcome } from '../decisions/epics/read-trouble.js'
import { recordFailure } from '../decisions/judge-record.js'
import { AdviceStore } from '../io/advice/advice-store.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import { Reputation } from '../io/agents/reputation.js'
import type { HeimgeistTables } from '../io/tables.js'
import { WishStore } from '../io/commands/wish-store.js'

/** A commit of the mesh that went wrong costs its agent level 3 at once; the epics of any change learn what became of it. */
@Controller()
export class OnOutcomeRecorded {
  constructor(
    private readonly wishes: WishStore,
    private readonly reputation: Reputation,
    private readonly epics: EpicDesk,
    private readonly advice: AdviceStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('outcome.recorded.v1')
  async handle(event: MeshEvent<'outcome.recorded.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { change, kind } = event.data
    await this.advice.end(delivery, event, change, endingOf(event), counts)
    const followed = await this.follow(event, delivery)
    if (kind === 'guard_passed') return followed
    const kept = await this.wishes.find(delivery, 'made', change)
    if (!kept) return followed
    const why = `${change}, a commit of ${kept.agent}, went wrong: ${kind.replace('_', ' ')}`
    const judged = await this.reputation.judge(delivery, event, kept, (cause, known) =>
      recordFailure(cause, known, why),
    )
    return [...followed, ...judged]
  }

  private async follow(event: MeshEvent<'outcome.recorded.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const trouble = troubleOfOutcome(event)
    if (!trouble) return []
    const { change: subject, kind, by } = event.data
    const caused = kind === 'incident' && by?.startsWith('incident/') ? { caused: by } : {}
    return this.epics.hear(delivery, event, { subject, trouble, ...caused }, epicRules(this.config))
  }
}
