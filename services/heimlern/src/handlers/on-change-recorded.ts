import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { areasTouched } from '../decisions/areas-touched.js'
import { learnOutcomes } from '../decisions/learn-outcomes.js'
import { seeInChange } from '../decisions/see-outcomes.js'
import { newUnit } from '../decisions/unit.js'
import { type Book, BookStore } from '../io/book-store.js'
import { Ledger } from '../io/ledger.js'
import type { HeimlernTables } from '../io/tables.js'

/** Counts a commit, and records what it shows about the commits that it fixes or reverts. */
@Controller()
export class OnChangeRecorded {
  constructor(
    private readonly books: BookStore,
    private readonly ledger: Ledger,
  ) {}

  @OnEvent('change.recorded.v1')
  async handle(event: MeshEvent<'change.recorded.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { data } = event
    const book = await this.books.open(delivery, data.repository)
    // The first event of a commit's stream cannot have been counted before: no need to ask the tables 20,000 times.
    const fresh = event.streamversion === 1
    const counted = await this.isCounted(event, delivery, book, fresh)
    const newcomers = counted
      ? []
      : [newUnit(data.change, data.repository, areasTouched(data.files, book.areas), data.committed_at)]
    const sightings = seeInChange(event)
    const learned = learnOutcomes(
      event,
      newcomers,
      sightings,
      await this.ledger.lookUp(delivery, book, sightings, fresh),
    )
    await this.ledger.keep(delivery, book, learned)
    return learned.drafts
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
