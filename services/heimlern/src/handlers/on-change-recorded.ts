import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { areasTouched } from '../decisions/areas-touched.js'
import { learnOutcomes } from '../decisions/learn-outcomes.js'
import { mendedBy, miningAfter } from '../decisions/lessons/ask-mining.js'
import { learnLessons, withHints } from '../decisions/lessons/learn-lessons.js'
import { type LessonKinds, questionOf } from '../decisions/lessons/question-of.js'
import { readChange } from '../decisions/lessons/read-change.js'
import { seeInChange } from '../decisions/see-outcomes.js'
import { newUnit } from '../decisions/unit.js'
import { type Book, BookStore } from '../io/book-store.js'
import { Ledger } from '../io/ledger.js'
import { LessonStore } from '../io/lesson-store.js'
import { MendingStore } from '../io/mending-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Counts a commit, and records what it shows about the commits that it fixes or reverts. */
@Controller()
export class OnChangeRecorded {
  constructor(
    private readonly books: BookStore,
    private readonly ledger: Ledger,
    private readonly lessons: LessonStore,
    private readonly mending: MendingStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('change.recorded.v1')
  async handle(event: MeshEvent<'change.recorded.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const drafts = await this.learn(event, delivery)
    const { repository } = event.data
    // What was learned comes first: a change that was just repaired is not a good one any more.
    const asked = await this.mending.take(delivery, repository, mendedBy(event), 'in order', miningAfter(event))
    return [...drafts, ...asked]
  }

  private async learn(event: MeshEvent<'change.recorded.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { data } = event
    const book = await this.books.open(delivery, data.repository)
    // The first event of a commit's stream cannot have been counted before: no need to ask the tables 20,000 times.
    const fresh = event.streamversion === 1
    const counted = await this.isCounted(event, delivery, book, fresh)
    const touched = areasTouched(data.files, book.areas)
    const newcomers = counted ? [] : [newUnit(data.change, data.repository, touched, data.committed_at)]
    const sightings = seeInChange(event)
    const known = await this.ledger.lookUp(delivery, book, sightings, fresh)
    const learned = learnOutcomes(event, newcomers, sightings, known)
    const waited = newcomers.flatMap(({ change }) =>
      known.waitingFor(change).map((outcome) => ({ ...outcome, unit: change })),
    )
    await this.ledger.keep(delivery, book, learned)
    const { repository } = data
    this.lessons.put(delivery, repository, [
      { shelf: 'case', key: data.change, value: readChange(event, touched, newcomers.length > 0) },
    ])
    const sight = { outcomes: [...waited, ...learned.outcomes].filter(({ unit }) => unit !== undefined), newcomers: [] }
    if (sight.outcomes.length === 0) return learned.drafts
    const past = {
      ...(await this.lessons.lookUp<LessonKinds>(delivery, questionOf(repository, sight))),
      ...this.config,
      repository,
      areas: book.areas,
    }
    const lessons = learnLessons(event, sight, past)
    this.lessons.put(delivery, repository, lessons.notes)
    return [...withHints(learned.drafts, undefined, past), ...lessons.drafts]
  }

  private async isCounted(
    { data }: MeshEvent<'change.recorded.v1'>,
    delivery: Delivery<HeimlernTables>,
    book: Book,
    fresh: boolean,
  ): Promise<boolean> {
    const proposal = `pr/${data.repository}/${data.number ?? 0}`
    if (book.standsFor.has(data.change)) return true
    if (!fresh && (await this.ledger.isCounted(delivery, book, data.change))) return true
    if (!book.proposals.has(proposal)) return false
    await this.books.letStandFor(delivery, book, data.change, proposal)
    return true
  }
}
