import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { learnOutcomes } from '../decisions/learn-outcomes.js'
import { mendedIn, miningAfter } from '../decisions/lessons/ask-mining.js'
import { learnLessons, withHints } from '../decisions/lessons/learn-lessons.js'
import { type LessonKinds, questionOf } from '../decisions/lessons/question-of.js'
import { seeInIncident } from '../decisions/see-outcomes.js'
import { newUnit, repositoryOf } from '../decisions/unit.js'
import { BookStore } from '../io/book-store.js'
import { Ledger } from '../io/ledger.js'
import { LessonStore } from '../io/lesson-store.js'
import { MendingStore } from '../io/mending-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Records an incident that is over, for the change that is named as its cause. */
@Controller()
export class OnIncidentResolved {
  constructor(
    private readonly books: BookStore,
    private readonly ledger: Ledger,
    private readonly lessons: LessonStore,
    private readonly mending: MendingStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('incident.resolved.v1')
  async handle(event: MeshEvent<'incident.resolved.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { caused_by, fixed_by } = event.data
    // The repository of the cause, which need not be that of the service that broke.
    const named = caused_by ?? fixed_by
    const repository = (named === undefined ? undefined : repositoryOf(named)) ?? event.data.repository
    if (repository === undefined) return []
    const sightings = seeInIncident(event)
    const book = await this.books.open(delivery, repository)
    const known = await this.ledger.lookUp(delivery, book, sightings)
    const newcomers = known.uncounted.map(({ change, areas, at }) => newUnit(change, repository, areas, at))
    const learned = learnOutcomes(event, newcomers, sightings, known)
    await this.ledger.keep(delivery, book, learned)
    const { fixed_by: fixedBy, resolved_at: at } = event.data
    const resolved = { subject: event.subject.slice(0, 500), at, ...(fixedBy === undefined ? {} : { fixedBy }) }
    const sight = { resolved, outcomes: learned.outcomes, newcomers }
    const past = {
      ...(await this.lessons.lookUp<LessonKinds>(delivery, questionOf(repository, sight))),
      ...this.config,
      repository,
      areas: book.areas,
    }
    const lessons = learnLessons(event, sight, past)
    this.lessons.put(delivery, repository, lessons.notes)
    const asked = await this.mending.take(delivery, repository, mendedIn(event), 'at once', miningAfter(event))
    return [...withHints(learned.drafts, undefined, past), ...lessons.drafts, ...asked]
  }
}
