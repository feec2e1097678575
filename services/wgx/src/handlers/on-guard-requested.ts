import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { chooseGuards } from '../decisions/choose-guards.js'
import { ChoiceStore } from '../io/choice-store.js'
import { RepositoryStore, type WgxDelivery } from '../io/repository-store.js'

/** Turns a request into a choice and intents, one a guard, or into the reason why there is none. */
@Controller()
export class OnGuardRequested {
  constructor(
    private readonly repositories: RepositoryStore,
    private readonly choices: ChoiceStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('guard.requested.v1')
  async handle(event: MeshEvent<'guard.requested.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    const configuration = await this.repositories.latestConfiguration(delivery, event.data.repository)
    const head = await this.repositories.headOf(delivery, event.data.change)
    const assessed = await this.choices.of(delivery, event.data.change)
    const seconds = await this.choices.usualSeconds(delivery, event.data.repository)
    const { guardShare: share, guardSample: sample } = this.config
    return chooseGuards(event, { configuration, head, assessed, budget: { share, sample, seconds } })
  }
}
