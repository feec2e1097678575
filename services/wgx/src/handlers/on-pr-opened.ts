import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { checkProposal } from '../decisions/rules/follow-lint.js'
import { LintStore } from '../io/lint-store.js'
import { RepositoryStore, type WgxDelivery } from '../io/repository-store.js'

/** Learns the commit that a proposed change begins with, and checks it by the learned rules. */
@Controller()
export class OnPrOpened {
  constructor(
    private readonly repositories: RepositoryStore,
    private readonly rules: LintStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('pr.opened.v1')
  async handle(event: MeshEvent<'pr.opened.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    const { subject, data } = event
    await this.repositories.keepHead(delivery, subject, data.head)
    const since = await this.rules.since(delivery, data.repository)
    if (since === undefined) return []
    const base = (await this.repositories.latestConfiguration(delivery, data.repository))?.sha
    return checkProposal(event, { since, base, windowMs: this.config.ruleWindowMs })
  }
}
