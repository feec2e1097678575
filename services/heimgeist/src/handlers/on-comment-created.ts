import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { firingRules } from '../decisions/firing-rules.js'
import { isOrder } from '../decisions/hear-commands.js'
import { AgentFiring } from '../io/agents/agent-firing.js'
import { CommandDesk } from '../io/commands/command-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Has the commands in a comment wait for the clock to tell the time; nearly all comments have none. Its agents fire. */
@Controller()
export class OnCommentCreated {
  constructor(
    private readonly desk: CommandDesk,
    private readonly firing: AgentFiring,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('comment.created.v1')
  async handle(event: MeshEvent<'comment.created.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    if (isOrder(event)) await this.desk.keep(delivery, event)
    return this.firing.of(delivery, event, firingRules(this.config.liveWindowMs))
  }
}
