import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { learnOutcomes } from '../decisions/learn-outcomes.js'
import { seeInCi } from '../decisions/see-outcomes.js'
import { newUnit } from '../decisions/unit.js'
import { type Book, BookStore } from '../io/book-store.js'
import { Ledger } from '../io/ledger.js'
import { ProposalStore } from '../io/proposal-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Records that CI failed, for the commit or for the proposed change that it is the head of. */
@Controller()
export class OnCiResult {
  constructor(
    private readonly books: BookStore,
    private readonly proposals: ProposalStore,
    private readonly ledger: Ledger,
  ) {}

  @OnEvent('ci.result.v1')
  async handle(event: MeshEvent<'ci.result.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { repository, outcome } = event.data
    if (outcome !== 'failure') return []
    const book = await this.books.open(delivery, repository)
    const sightings = seeInCi(event, await this.changeOf(event, delivery, book))
    const known = await this.ledger.lookUp(delivery, book, sightings)
    const newcomers = known.uncounted.map(({ change, areas, at }) => newUnit(change, repository, areas, at))
    const learned = learnOutcomes(event, newcomers, sightings, known)
    await this.ledger.keep(delivery, book, learned)
    return learned.drafts
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
