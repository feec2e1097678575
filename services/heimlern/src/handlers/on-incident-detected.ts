import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { learnOutcomes } from '../decisions/learn-outcomes.js'
import { learnLessons, withHints } from '../decisions/lessons/learn-lessons.js'
import { type LessonKinds, questionOf } from '../decisions/lessons/question-of.js'
import { readIncident } from '../decisions/lessons/read-run.js'
import { seeInIncident } from '../decisions/see-outcomes.js'
import { newUnit, repositoryOf } from '../decisions/unit.js'
import { BookStore } from '../io/book-store.js'
import { Ledger } from '../io/ledger.js'
import { LessonStore } from '../io/lesson-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Records an incident that is found, for the change that is named as its cause. */
@Controller()
export class OnIncidentDetected {
  constructor(
    private readonly books: BookStore,
    private readonly ledger: Ledger,
    private readonly lessons: LessonStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('incident.detected.v1')
  async handle(event: MeshEvent<'incident.detected.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { caused_by } = event.data
    // The repository of the cause, which need not be that of the service that broke.
    const repository = (caused_by === undefined ? undefined : repositoryOf(caused_by)) ?? event.data.repository
    if (repository === undefined) return []
    const sightings = seeInIncident(event)
    const book = await this.books.open(delivery, repository)
    const known = await this.ledger.lookUp(delivery, book, sightings)
    const newcomers = known.uncounted.map(({ change, areas, at }) => newUnit(change, repository, areas, at))
    const learned = learnOutcomes(event, newcomers, sightings, known)
    await this.ledger.keep(delivery, book, learned)
    const error = readIncident(event)
    const incident = { subject: event.subject.slice(0, 500), at: event.data.detected_at, error: error! }
    const sight = { ...(error ? { incident } : {}), outcomes: learned.outcomes, newcomers }
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
}
