import { Controller, Inject } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { commandEpics, epicsNamed } from '../decisions/epics/command-epics.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { takeUp } from '../decisions/failures/take-up.js'
import { dispatchCommands } from '../decisions/dispatch-commands.js'
import { judgePatterns, patternsNamed } from '../decisions/judge-patterns.js'
import { readMentions } from '../decisions/read-commands.js'
import { firingRules } from '../decisions/firing-rules.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { answerWhy, questionsOf } from '../decisions/why/answer-why.js'
import { AgentFiring } from '../io/agent-firing.js'
import { ChangeStore } from '../io/change-store.js'
import { DecisionStore } from '../io/decision-store.js'
import { LevelStore } from '../io/level-store.js'
import { EpicDesk } from '../io/epic-desk.js'
import { PatternStore } from '../io/pattern-store.js'
import type { HeimgeistTables } from '../io/tables.js'
import { WhyDesk } from '../io/why-desk.js'

/** Routes the commands in a comment; nearly all comments have none. */
@Controller()
export class OnCommentCreated {
  constructor(
    private readonly changes: ChangeStore,
    private readonly decisions: DecisionStore,
    private readonly levels: LevelStore,
    private readonly firing: AgentFiring,
    private readonly epics: EpicDesk,
    private readonly why: WhyDesk,
    private readonly patterns: PatternStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('comment.created.v1')
  async handle(event: MeshEvent<'comment.created.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const dispatched = await this.dispatch(event, delivery)
    return [...dispatched, ...(await this.firing.of(delivery, event, firingRules(this.config.liveWindowMs)))]
  }

  private async dispatch(
    event: MeshEvent<'comment.created.v1'>,
    delivery: Delivery<HeimgeistTables>,
  ): Promise<Draft[]> {
    const { text, author, about, repository } = event.data
    // A service does not comment: what it tells in another's name is no command.
    const readings = mayOrder(event.source) ? readMentions(text) : []
    if (readings.length === 0) return []
    const change = await this.changes.find(delivery, about)
    const known = {
      levels: await this.levels.all(delivery),
      commanders: (await this.levels.policy(delivery)).commanders,
      giver: { by: author.name, names: [author.name, ...(author.email ? [author.email] : [])] },
      named: about,
      repository,
      ...(change === undefined ? {} : { change }),
    }
    const standing = await this.epics.standing(delivery, epicsNamed(readings), about)
    const commanded = commandEpics(event, readings, { ...known, about, ...standing, most: this.config.epicSize })
    const followed = await this.epics.change(delivery, event, commanded, epicRules(this.config))
    const patterns = await this.patterns.find(delivery, repository, patternsNamed(readings))
    const day = dayOf(momentOf(event, 0))
    const drafts = [
      ...dispatchCommands(event, readings, known),
      ...takeUp(event, readings, known),
      ...judgePatterns(event, readings, { ...known, patterns }),
      ...commanded,
      ...(await this.answer(event, day, known, delivery)),
    ]
    const circumstances = {
      day,
      asked: true,
      ...(change?.sha === undefined ? {} : { sha: change.sha }),
    }
    await this.decisions.keep(delivery, event, drafts, circumstances)
    return [...drafts, ...followed]
  }

  /** Answers why, from what is known of the repository that the comment stands in. */
  private async answer(
    event: MeshEvent<'comment.created.v1'>,
    day: string,
    known: Omit<Parameters<typeof answerWhy>[3], 'found' | 'answersLeft'>,
    delivery: Delivery<HeimgeistTables>,
  ): Promise<Draft[]> {
    const { text, about, repository } = event.data
    const readings = readMentions(text)
    const asked = { ...known, about, repository }
    const questions = questionsOf(readings, asked)
    if (questions.length === 0) return []
    const found = await this.why.find(delivery, questions, { repository, strict: true })
    const answersLeft = this.config.answersPerDay - (await this.decisions.answered(delivery, repository, day))
    return answerWhy(event, readings, questions, { ...asked, found, answersLeft })
  }
}
