import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { chooseGuards } from '../decisions/choose-guards.js'
import { checkRequested } from '../decisions/rules/follow-lint.js'
import { ChoiceStore } from '../io/choice-store.js'
import { LintStore } from '../io/lint-store.js'
import { RepositoryStore, type WgxDelivery } from '../io/repository-store.js'

/** Turns a request into a choice and intents, one a guard, or into the reason why there is none. */
@Controller()
export class OnGuardRequested {
  constructor(
    private readonly repositories: RepositoryStore,
    private readonly choices: ChoiceStore,
    private readonly rules: LintStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('guard.requested.v1')
  async handle(event: MeshEvent<'guard.requested.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    const configuration = await this.repositories.latestConfiguration(delivery, event.data.repository)
    const head = await this.repositories.headOf(delivery, event.data.change)
    const assessed = await this.choices.of(delivery, event.data.change)
    const seconds = await this.choices.usualSeconds(delivery, event.data.repository)
    const { guardShare: share, guardSample: sample } = this.config
    const since = await this.rules.since(delivery, event.data.repository)
    return [
      ...chooseGuards(event, { configuration, head, assessed, budget: { share, sample, seconds } }),
      ...checkRequested(event, { since, base: configuration?.sha }),
    ]
  }
}
