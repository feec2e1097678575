import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { findLevel } from '../decisions/find-level.js'
import { dayOf } from '../decisions/tell-time.js'
import { factsWithin, FORMS, nameFacts, TEMPLATES } from '../decisions/texts/answer-forms.js'
import { beginText } from '../decisions/texts/begin-text.js'
import { LevelStore } from '../io/agents/level-store.js'
import { ModelDesk } from '../io/texts/model-desk.js'
import type { HeimgeistTables } from '../io/tables.js'
import { TextStore } from '../io/texts/text-store.js'

/** Decides whether a model is asked for a text: configured, allowed, and within the budget of the day. */
@Controller()
export class OnTextRequested {
  constructor(
    private readonly texts: TextStore,
    private readonly desk: ModelDesk,
    private readonly levels: LevelStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('text.requested.v1')
  async handle(event: MeshEvent<'text.requested.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { use, repository } = event.data
    const facts = factsWithin(event.data.facts, this.config.modelFactsBytes)
    // NOTE: the clock of this machine, not the time of the event, which follows that of a stranger's report and could name a
    // day whose budget is unspent. Read again from the log, what was spent comes from the intents and results in it.
    const day = dayOf(Date.now())
    const question = { use, template: TEMPLATES[use], facts: nameFacts(facts), form: FORMS[use] }
    const answer = beginText(event, {
      offer: await this.desk.offer(question),
      spent: await this.texts.spentOn(delivery.db, day),
      budget: this.config.modelBudget,
      day,
      level: findLevel(await this.levels.all(delivery), { agent: 'heimgeist', act: 'look', repository }),
    })
    if (answer.type === 'text.started.v1') await this.texts.keep(delivery, { id: event.id, use, facts }, answer.data)
    return [answer]
  }
}
