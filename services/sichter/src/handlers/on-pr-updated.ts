import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { assessProposal } from '../decisions/judge-proposal.js'
import type { Judgement } from '../decisions/judgement.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { GuardStore } from '../io/guard-store.js'
import { JudgementStore } from '../io/judgement-store.js'
import { RiskStore } from '../io/risk-store.js'
import type { SichterTables } from '../io/tables.js'

/** Judges a proposed change by its files, as they are now. Nothing is learned from it before it is a commit. */
@Controller()
export class OnPrUpdated {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly risks: RiskStore,
    private readonly guards: GuardStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('pr.updated.v1')
  async handle(event: MeshEvent<'pr.updated.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    const judgement = await this.judgements.open(delivery, event.data.repository)
    const known = await this.guards.known(delivery, event.data.repository)
    const { row, told } = assessProposal(judgement, event, known && { ...known, enough: this.config.guardFaults })
    if (known) await this.guards.keepFiles(delivery, event)
    this.risks.keep(delivery, row)
    return [told]
  }
}
