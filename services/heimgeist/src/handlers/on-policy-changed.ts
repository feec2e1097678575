import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { ConfigError, type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config, readOwnerPolicy } from '../config.js'
import { refusePolicy, whyRefused } from '../decisions/take-policy.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { DecisionStore } from '../io/decision-store.js'
import { LevelStore } from '../io/agents/level-store.js'
import { OwnerPolicyStore } from '../io/policies/owner-policy-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** The owner's policy holds from this event on. What cannot be read, or comes out of turn, is refused and changes nothing. */
@Controller()
export class OnPolicyChanged {
  constructor(
    private readonly policies: OwnerPolicyStore,
    private readonly levels: LevelStore,
    private readonly decisions: DecisionStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('policy.changed.v1')
  async handle(event: MeshEvent<'policy.changed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const why = whyRefused(event, await this.policies.version(delivery)) ?? this.problemOf(event)
    if (why === undefined) {
      await this.policies.keep(delivery, event)
      return []
    }
    const drafts = [refusePolicy(event, await this.levels.all(delivery), why)]
    await this.decisions.keep(delivery, event, drafts, { day: dayOf(momentOf(event, 0)), asked: true })
    return drafts
  }

  private problemOf({ data }: MeshEvent<'policy.changed.v1'>): string | undefined {
    try {
      readOwnerPolicy(this.config, data.version, data.content)
      return undefined
    } catch (error) {
      if (error instanceof ConfigError) return error.message
      throw error
    }
  }
}
