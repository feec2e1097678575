import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { LEARNED_RULES } from '@heimgewebe/decider'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { learnOutcomes } from '../decisions/learn-outcomes.js'
import { learnLessons, withHints } from '../decisions/lessons/learn-lessons.js'
import { type LessonKinds, questionOf } from '../decisions/lessons/question-of.js'
import { readGuardRun } from '../decisions/lessons/read-run.js'
import { measureCheck } from '../decisions/rules/measure-lint.js'
import type { Rule } from '../decisions/rules/rule.js'
import { seeInGuard } from '../decisions/see-outcomes.js'
import { observeGuard } from '../decisions/observation.js'
import { watchRun } from '../decisions/watch-run.js'
import { newUnit } from '../decisions/unit.js'
import { BaselineStore } from '../io/baseline-store.js'
import { BookStore } from '../io/book-store.js'
import { Ledger } from '../io/ledger.js'
import { LessonStore } from '../io/lesson-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Records that a guard passed or failed, for the change, its area and the guard as a rule, and learns what is normal for it. */
@Controller()
export class OnGuardFinished {
  constructor(
    private readonly books: BookStore,
    private readonly ledger: Ledger,
    private readonly lessons: LessonStore,
    @Inject(CONFIG) private readonly config: Config,
    private readonly baselines: BaselineStore,
  ) {}

  @OnEvent('guard.finished.v1')
  async handle(event: MeshEvent<'guard.finished.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    if (event.data.guard === LEARNED_RULES) return this.measure(event, delivery)
    const sightings = seeInGuard(event)
    const told = await this.baselines.take(delivery, observeGuard(event), watchRun)
    if (sightings.length === 0) return told
    const { repository } = event.data
    const book = await this.books.open(delivery, repository)
    const known = await this.ledger.lookUp(delivery, book, sightings)
    const newcomers = known.uncounted.map(({ change, areas, at }) => newUnit(change, repository, areas, at))
    const learned = learnOutcomes(event, newcomers, sightings, known)
    await this.ledger.keep(delivery, book, learned)
    const run = readGuardRun(event)
    const sight = { ...(run ? { run } : {}), outcomes: learned.outcomes, newcomers }
    const past = {
      ...(await this.lessons.lookUp<LessonKinds>(delivery, questionOf(repository, sight))),
      ...this.config,
      repository,
      areas: book.areas,
    }
    const lessons = learnLessons(event, sight, past)
    this.lessons.put(delivery, repository, lessons.notes)
    return [...withHints(learned.drafts, run, past), ...lessons.drafts, ...told]
  }

  /** The learned rules say nothing new of a change, but their checks tell what each of them is worth. */
  private async measure(event: MeshEvent<'guard.finished.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { repository } = event.data
    const rules = await this.lessons.rules<Rule>(delivery, repository)
    const { drafts, notes } = measureCheck(event, rules, this.config.enoughNoise)
    this.lessons.put(delivery, repository, notes)
    return drafts
  }
}
