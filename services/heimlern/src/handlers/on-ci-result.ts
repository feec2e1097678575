import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { learnOutcomes } from '../decisions/learn-outcomes.js'
import { learnLessons, withHints } from '../decisions/lessons/learn-lessons.js'
import { type LessonKinds, questionOf } from '../decisions/lessons/question-of.js'
import { readCiRun } from '../decisions/lessons/read-run.js'
import { seeInCi } from '../decisions/see-outcomes.js'
import { observeCi } from '../decisions/observation.js'
import { watchRun } from '../decisions/watch-run.js'
import { newUnit } from '../decisions/unit.js'
import { BaselineStore } from '../io/baseline-store.js'
import { type Book, BookStore } from '../io/book-store.js'
import { Ledger } from '../io/ledger.js'
import { LessonStore } from '../io/lesson-store.js'
import { ProposalStore } from '../io/proposal-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Records that CI failed, for the commit or for the proposed change that it is the head of, and what mended it; learns what is normal for it. */
@Controller()
export class OnCiResult {
  constructor(
    private readonly books: BookStore,
    private readonly proposals: ProposalStore,
    private readonly ledger: Ledger,
    private readonly lessons: LessonStore,
    @Inject(CONFIG) private readonly config: Config,
    private readonly baselines: BaselineStore,
  ) {}

  @OnEvent('ci.result.v1')
  async handle(event: MeshEvent<'ci.result.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { repository, outcome } = event.data
    const told = await this.baselines.take(delivery, observeCi(event), watchRun)
    if (outcome !== 'failure' && outcome !== 'success') return told
    const book = await this.books.open(delivery, repository)
    const change = await this.changeOf(event, delivery, book)
    const sightings = seeInCi(event, change)
    const known = await this.ledger.lookUp(delivery, book, sightings)
    const newcomers = known.uncounted.map(({ change, areas, at }) => newUnit(change, repository, areas, at))
    const learned = learnOutcomes(event, newcomers, sightings, known)
    await this.ledger.keep(delivery, book, learned)
    const run = readCiRun(event, change)
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

  private async changeOf(
    { data }: MeshEvent<'ci.result.v1'>,
    delivery: Delivery<HeimlernTables>,
    book: Book,
  ): Promise<string> {
    const commit = `change/${data.repository}/${data.sha}`
    if (await this.ledger.isCounted(delivery, book, commit)) return commit
    if (data.number !== undefined) return `pr/${data.repository}/${data.number}`
    return (await this.proposals.withHead(delivery, data.repository, data.sha)) ?? commit
  }
}
