import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import type { Judgement } from '../decisions/judgement.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { GuardStore } from '../io/guard-store.js'
import { JudgementStore } from '../io/judgement-store.js'
import type { SichterTables } from '../io/tables.js'

/** Learns the areas and guards of a repository, for the changes that come after. */
@Controller()
export class OnConfigurationRecorded {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly guards: GuardStore,
  ) {}

  @OnEvent('configuration.recorded.v1')
  async handle({ data }: MeshEvent<'configuration.recorded.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    await this.judgements.take(delivery, data.repository, { kind: 'areas', areas: data.areas })
    await this.guards.configure(delivery, data)
    return []
  }
}
