import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import type { Facts } from '../decisions/epics/epic.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { followTry } from '../decisions/epics/follow-change.js'
import { troubleOfRun } from '../decisions/epics/read-trouble.js'
import { judgeRun } from '../decisions/failures/judge-run.js'
import { answerGuard } from '../decisions/answer-guard.js'
import { LOOP } from '../decisions/core-loop.js'
import { readGuardRun } from '../decisions/failures/read-run.js'
import { watchRun } from '../decisions/failures/watch-run.js'
import { firingRules } from '../decisions/firing-rules.js'
import { isAtHost, sayAtHost } from '../decisions/say-at-host.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { AgentFiring } from '../io/agents/agent-firing.js'
import { ChangeStore } from '../io/change-store.js'
import { DecisionStore } from '../io/decision-store.js'
import { FailureDesk } from '../io/failures/failure-desk.js'
import { InputStore } from '../io/input-store.js'
import { LevelStore } from '../io/agents/level-store.js'
import { RepositoryStore } from '../io/repository-store.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import { EpicRuns } from '../io/epics/epic-runs.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Decides what to say about the result of a guard, and watches whether the head of its change fails or passes. */
@Controller()
export class OnGuardFinished {
  constructor(
    private readonly repositories: RepositoryStore,
    private readonly changes: ChangeStore,
    private readonly decisions: DecisionStore,
    private readonly levels: LevelStore,
    private readonly inputs: InputStore,
    private readonly failures: FailureDesk,
    private readonly firing: AgentFiring,
    private readonly epics: EpicDesk,
    private readonly runs: EpicRuns,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('guard.finished.v1')
  async handle(event: MeshEvent<'guard.finished.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { repository, request, sha } = event.data
    const { clock } = await this.repositories.get(delivery, repository)
    const day = dayOf(momentOf(event, clock))
    const wanted = await this.decisions.requestOf(delivery, request)
    const spent = await this.decisions.spent(delivery, repository, day)
    const asked = wanted?.asked ?? false
    const known = {
      levels: await this.levels.all(delivery),
      asked,
      ...(wanted?.decision === undefined || wanted.decision === null ? {} : { decision: wanted.decision }),
      messagesLeft: (await this.levels.policy(delivery)).messagesPerDay - spent.messages,
    }
    const drafts = answerGuard(event, known)
    await this.inputs.keep(delivery, 'guard', event, { repository, day, known })
    const circumstances = { day, asked, ...(sha === undefined ? {} : { sha }) }
    await this.decisions.keep(delivery, event, drafts, circumstances)
    const said = await this.say(event, delivery, drafts)
    await this.decisions.keep(delivery, event, said, circumstances)
    const watched = await this.watch(event, delivery)
    const fired = await this.firing.of(delivery, event, firingRules(this.config.liveWindowMs))
    return [...drafts, ...said, ...watched, ...(await this.follow(event, delivery)), ...fired]
  }

  private async follow(event: MeshEvent<'guard.finished.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const run = readGuardRun(event)
    const { repository, change: subject } = event.data
    const known = run && (await this.runs.about<Facts>(delivery, repository, run, subject))
    if (!known) return []
    const facts = followTry(known.facts, event, run, subject, repository)
    const trouble = troubleOfRun(event, judgeRun(run, known), subject)
    const told = { subject, facts, ...(trouble ? { trouble } : {}) }
    return this.epics.hear(delivery, event, told, epicRules(this.config))
  }

  private async watch(event: MeshEvent<'guard.finished.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const run = readGuardRun(event)
    if (!run) return []
    const { repository, change } = event.data
    return this.failures.watch(delivery, event, { repository, sha: run.sha, change }, LOOP, (known) =>
      watchRun(event, run, {}, known),
    )
  }

  private async say(
    event: MeshEvent<'guard.finished.v1'>,
    delivery: Delivery<HeimgeistTables>,
    drafts: readonly Draft[],
  ): Promise<Draft[]> {
    const { change } = event.data
    const { hostChannels: channels } = this.config
    if (channels.length === 0 || !isAtHost(change)) return []
    const head = (await this.changes.find(delivery, change))?.sha
    return sayAtHost(event, drafts, {
      channels,
      levels: await this.levels.all(delivery),
      ...(head === undefined ? {} : { head }),
      warnings: await this.decisions.warningsOf(delivery, change),
    })
  }
}
