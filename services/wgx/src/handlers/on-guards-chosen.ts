import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { CaseStore } from '../io/case-store.js'
import { RepositoryStore, type WgxDelivery } from '../io/repository-store.js'

/** Notes which guards were left out of a change, so that it can be counted should they have been needed. */
@Controller()
export class OnGuardsChosen {
  constructor(
    private readonly cases: CaseStore,
    private readonly repositories: RepositoryStore,
  ) {}

  @OnEvent('guards.chosen.v1')
  async handle(event: MeshEvent<'guards.chosen.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    // What was not asked for was not left out by a choice.
    if (event.data.basis === 'asked') return []
    const configuration = await this.repositories.latestConfiguration(delivery, event.data.repository)
    const areas = new Map(configuration?.guards.map(({ name, area }) => [name, area]))
    await this.cases.keepLeftOut(delivery, event, areas)
    return []
  }
}
