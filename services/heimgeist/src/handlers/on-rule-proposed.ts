import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { type Continuation, LOOP, type Matter, newMatter } from '../decisions/core-loop.js'
import { findLevel } from '../decisions/find-level.js'
import { questionOf } from '../decisions/read-question.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { CoreLoop } from '../io/core-loop.js'
import { LevelStore } from '../io/level-store.js'
import { MatterDesk } from '../io/matter-desk.js'
import { RepositoryStore } from '../io/repository-store.js'
import type { HeimgeistTables } from '../io/tables.js'
import { WishStore } from '../io/wish-store.js'

/** Decides about a proposed rule by the level of who proposes: never, a person is asked, or in force at once. */
@Controller()
export class OnRuleProposed {
  constructor(
    private readonly desk: MatterDesk,
    private readonly wishes: WishStore,
    private readonly levels: LevelStore,
    private readonly loop: CoreLoop,
    private readonly repositories: RepositoryStore,
  ) {}

  @OnEvent('rule.proposed.v1')
  async handle(event: MeshEvent<'rule.proposed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { repository, rule } = event.data
    const replaced = await this.withdrawEarlier(event, delivery)
    const levels = await this.levels.all(delivery)
    const { clock } = await this.repositories.get(delivery, repository)
    const day = dayOf(momentOf(event, clock))
    const opened = await this.desk.open<Matter>(delivery, event, LOOP, newMatter(event, levels), day, ({ agent }) => ({
      rule,
      level: findLevel(levels, { agent, act: 'change', repository }),
    }))
    return [...replaced, ...opened]
  }

  /** A question about an earlier version is no longer the right one. */
  private async withdrawEarlier(
    event: MeshEvent<'rule.proposed.v1'>,
    delivery: Delivery<HeimgeistTables>,
  ): Promise<Draft[]> {
    const { repository, rule, version } = event.data
    const drafts: Draft[] = []
    for (const earlier of await this.wishes.openOf(delivery, repository, rule)) {
      await this.wishes.move(delivery, earlier.about, 'withdrawn')
      const question = questionOf(earlier)
      if (!question) continue
      const why = `version ${version} was proposed instead`
      const given: Continuation = { kind: 'withdrawn', event, question, why }
      drafts.push(...((await this.loop.resume(delivery, earlier.about, LOOP, given))?.drafts ?? []))
    }
    return drafts
  }
}
