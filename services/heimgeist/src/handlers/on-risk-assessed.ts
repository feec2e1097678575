import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { adviceRules } from '../decisions/advice/advice-rules.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { answerVerdict, concerns, saysNoGuard } from '../decisions/answer-verdict.js'
import { policiesFor } from '../decisions/follow-policies.js'
import { firingRules } from '../decisions/firing-rules.js'
import { isAtHost, sayAtHost } from '../decisions/say-at-host.js'
import { dayOf, isLive, momentOf } from '../decisions/tell-time.js'
import { AdviceDesk } from '../io/advice/advice-desk.js'
import { AgentFiring } from '../io/agents/agent-firing.js'
import { ChangeStore } from '../io/change-store.js'
import { DecisionStore } from '../io/decision-store.js'
import { PolicyStore } from '../io/policies/policy-store.js'
import { InputStore } from '../io/input-store.js'
import { LevelStore } from '../io/agents/level-store.js'
import { RepositoryStore } from '../io/repository-store.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Events behind each reason of a judgement that are kept: as many as an answer to "why" tells. */
const MOST_EVENTS = 5

/** Decides what to do about a judged change, and recommends what was learned of others like it. */
@Controller()
export class OnRiskAssessed {
  constructor(
    private readonly repositories: RepositoryStore,
    private readonly changes: ChangeStore,
    private readonly decisions: DecisionStore,
    private readonly policies: PolicyStore,
    private readonly levels: LevelStore,
    private readonly inputs: InputStore,
    private readonly firing: AgentFiring,
    private readonly epics: EpicDesk,
    private readonly advice: AdviceDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('risk.assessed.v1')
  async handle(event: MeshEvent<'risk.assessed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const decided = await this.decide(event, delivery)
    const { change: subject } = event.data
    const followed = await this.epics.hear(delivery, event, { subject }, epicRules(this.config))
    const advised = await this.advise(event, delivery)
    return [
      ...decided,
      ...followed,
      ...advised,
      ...(await this.firing.of(delivery, event, firingRules(this.config.liveWindowMs))),
    ]
  }

  /** The verdict follows the opening of a change and each new head, and says which areas it touches. */
  private async advise(event: MeshEvent<'risk.assessed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { repository, change, open } = event.data
    return open ? this.advice.judged(delivery, event, repository, change, adviceRules(this.config)) : []
  }

  private async decide(event: MeshEvent<'risk.assessed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { repository, change, areas, sha } = event.data
    const verdict = verdictOf(event)
    this.changes.tell(delivery, { change, repository, areas, verdict, ...(sha === undefined ? {} : { sha }) })
    const { clock, critical, configuration, guards } = await this.repositories.get(delivery, repository)
    const policies = policiesFor(areas, await this.policies.of(delivery, repository))
    if (!isLive(event, clock, this.config.liveWindowMs)) return []
    const before = await this.changes.find(delivery, change)
    // What a person gave up is neither guarded nor warned about.
    if (before?.givenUp !== undefined) return []
    if (!concerns(event, critical, policies)) return this.say(event, delivery, [])

    const commit = sha ?? before?.sha
    const day = dayOf(momentOf(event, clock))
    const spent = await this.decisions.spent(delivery, repository, day)
    const { guardsPerDay, messagesPerDay } = await this.levels.policy(delivery)
    const known = {
      levels: await this.levels.all(delivery),
      critical,
      policies,
      ...(configuration === undefined ? {} : { configuration }),
      ...(guards === undefined ? {} : { guards, unguarded: before?.unguarded === configuration }),
      ...(commit === undefined ? {} : { sha: commit, ...(await this.decisions.earlier(delivery, repository, commit)) }),
      guardsLeft: guardsPerDay - spent.guards,
      messagesLeft: messagesPerDay - spent.messages,
      messagesPerDay,
    }
    const drafts = answerVerdict(event, known)
    if (configuration !== undefined && saysNoGuard(event, drafts, known))
      await this.changes.leaveUnguarded(delivery, change, configuration)
    if (drafts.length > 0) await this.inputs.keep(delivery, 'verdict', event, { repository, day, known })
    await this.decisions.keep(delivery, event, drafts, {
      day,
      asked: false,
      ...(commit === undefined ? {} : { sha: commit }),
    })
    return [...drafts, ...(await this.say(event, delivery, drafts))]
  }

  private async say(
    event: MeshEvent<'risk.assessed.v1'>,
    delivery: Delivery<HeimgeistTables>,
    drafts: readonly Draft[],
  ): Promise<Draft[]> {
    const { change, sha } = event.data
    const { hostChannels: channels } = this.config
    if (channels.length === 0 || !isAtHost(change)) return []
    const head = (await this.changes.find(delivery, change))?.sha
    const said = sayAtHost(event, drafts, {
      channels,
      levels: await this.levels.all(delivery),
      ...(head === undefined ? {} : { head }),
      warnings: await this.decisions.warningsOf(delivery, change),
    })
    const commit = sha === undefined ? {} : { sha }
    await this.decisions.keep(delivery, event, said, { day: dayOf(momentOf(event, 0)), asked: false, ...commit })
    return said
  }
}

/** A judgement as far as it is told again to whoever asks. */
const verdictOf = ({ id, data }: MeshEvent<'risk.assessed.v1'>) => ({
  event: id,
  level: data.signal === 'none' ? 'none' : data.level,
  percentile: data.percentile,
  reasons: data.reasons.map(({ text, events }) => ({ text, events: events.slice(0, MOST_EVENTS) })),
})
