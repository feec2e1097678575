import { Controller, Inject } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { commandRules } from '../decisions/command-rules.js'
import { refuseAsker } from '../decisions/dispatch-commands.js'
import { isLate, refuseLate } from '../decisions/refuse-late.js'
import { CommandDesk } from '../io/commands/command-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Routes a command that was typed; one with a deadline waits for the clock to tell the time. */
@Controller()
export class OnCommandGiven {
  constructor(
    private readonly desk: CommandDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('command.given.v1')
  async handle(event: MeshEvent<'command.given.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    if (!mayOrder(event.source)) return [refuseAsker(event)]
    const { commentMs } = this.config
    if (isLate(event, event.time, commentMs)) return [refuseLate(event, event.time, commentMs)]
    if (event.data.expires_at === undefined) return this.desk.carryOut(delivery, event, commandRules(this.config))
    await this.desk.keep(delivery, event)
    return []
  }
}
