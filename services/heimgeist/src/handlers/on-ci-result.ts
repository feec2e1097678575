import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { LOOP } from '../decisions/core-loop.js'
import { readCiRun } from '../decisions/failures/read-run.js'
import { watchRun } from '../decisions/failures/watch-run.js'
import { firingRules } from '../decisions/firing-rules.js'
import { AgentFiring } from '../io/agent-firing.js'
import { FailureDesk } from '../io/failure-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Watches whether the head of an open change fails or passes, and fires the agents that wait for it. */
@Controller()
export class OnCiResult {
  constructor(
    private readonly failures: FailureDesk,
    private readonly firing: AgentFiring,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('ci.result.v1')
  async handle(event: MeshEvent<'ci.result.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const run = readCiRun(event)
    const { repository, sha, number, branch } = event.data
    const change = number === undefined ? {} : { change: `pr/${repository}/${number}` }
    const watched = run
      ? await this.failures.watch(delivery, event, { repository, sha, ...change }, LOOP, (known) =>
          watchRun(event, run, { number, branch }, known),
        )
      : []
    return [...watched, ...(await this.firing.of(delivery, event, firingRules(this.config.liveWindowMs)))]
  }
}
