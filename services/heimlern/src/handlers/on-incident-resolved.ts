import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { learnOutcomes } from '../decisions/learn-outcomes.js'
import { seeInIncident } from '../decisions/see-outcomes.js'
import { newUnit, repositoryOf } from '../decisions/unit.js'
import { BookStore } from '../io/book-store.js'
import { Ledger } from '../io/ledger.js'
import type { HeimlernTables } from '../io/tables.js'

/** Records an incident that is over, for the change that is named as its cause. */
@Controller()
export class OnIncidentResolved {
  constructor(
    private readonly books: BookStore,
    private readonly ledger: Ledger,
  ) {}

  @OnEvent('incident.resolved.v1')
  async handle(event: MeshEvent<'incident.resolved.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { caused_by } = event.data
    // The repository of the cause, which need not be that of the service that broke.
    const repository = caused_by === undefined ? undefined : (repositoryOf(caused_by) ?? event.data.repository)
    if (repository === undefined) return []
    const sightings = seeInIncident(event)
    const book = await this.books.open(delivery, repository)
    const known = await this.ledger.lookUp(delivery, book, sightings)
    const newcomers = known.uncounted.map(({ change, areas, at }) => newUnit(change, repository, areas, at))
    const learned = learnOutcomes(event, newcomers, sightings, known)
    await this.ledger.keep(delivery, book, learned)
    return learned.drafts
  }
}
