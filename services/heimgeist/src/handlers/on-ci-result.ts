import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import type { Facts } from '../decisions/epics/epic.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { followTry } from '../decisions/epics/follow-change.js'
import { troubleOfRun } from '../decisions/epics/read-trouble.js'
import { judgeRun } from '../decisions/failures/judge-run.js'
import { LOOP } from '../decisions/core-loop.js'
import { type Run, readCiRun } from '../decisions/failures/read-run.js'
import { watchRun } from '../decisions/failures/watch-run.js'
import { firingRules } from '../decisions/firing-rules.js'
import { AgentFiring } from '../io/agents/agent-firing.js'
import { FailureDesk } from '../io/failures/failure-desk.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import { EpicRuns } from '../io/epics/epic-runs.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Watches whether the head of an open change fails or passes, and fires the agents that wait for it. */
@Controller()
export class OnCiResult {
  constructor(
    private readonly failures: FailureDesk,
    private readonly firing: AgentFiring,
    private readonly epics: EpicDesk,
    private readonly runs: EpicRuns,
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
    const followed = run ? await this.follow(event, run, delivery) : []
    return [...watched, ...followed, ...(await this.firing.of(delivery, event, firingRules(this.config.liveWindowMs)))]
  }

  private async follow(
    event: MeshEvent<'ci.result.v1'>,
    run: Run,
    delivery: Delivery<HeimgeistTables>,
  ): Promise<Draft[]> {
    const { repository, number } = event.data
    const named = number === undefined ? undefined : `pr/${repository}/${number}`
    const known = await this.runs.about<Facts>(delivery, repository, run, named)
    if (!known) return []
    const { change: subject } = known
    const facts = followTry(known.facts, event, run, subject, repository)
    const trouble = troubleOfRun(event, judgeRun(run, known), subject)
    const told = { subject, facts, ...(trouble ? { trouble } : {}) }
    return this.epics.hear(delivery, event, told, epicRules(this.config))
  }
}
