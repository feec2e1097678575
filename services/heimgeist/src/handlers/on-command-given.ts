import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { dispatchCommands } from '../decisions/dispatch-commands.js'
import { readCommands } from '../decisions/read-commands.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { ChangeStore } from '../io/change-store.js'
import { DecisionStore } from '../io/decision-store.js'
import { LevelStore } from '../io/level-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Routes a command that was typed. */
@Controller()
export class OnCommandGiven {
  constructor(
    private readonly changes: ChangeStore,
    private readonly decisions: DecisionStore,
    private readonly levels: LevelStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('command.given.v1')
  async handle(event: MeshEvent<'command.given.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { text, by, change: named, repository } = event.data
    const change = named === undefined ? undefined : await this.changes.find(delivery, named)
    const drafts = dispatchCommands(event, readCommands(text), {
      levels: await this.levels.all(delivery),
      commanders: this.config.commanders,
      giver: { by, names: [by] },
      ...(named === undefined ? {} : { named }),
      ...(repository === undefined ? {} : { repository }),
      ...(change === undefined ? {} : { change }),
    })
    const circumstances = {
      day: dayOf(momentOf(event, 0)),
      asked: true,
      ...(change?.sha === undefined ? {} : { sha: change.sha }),
    }
    await this.decisions.keep(delivery, event, drafts, circumstances)
    return drafts
  }
}
