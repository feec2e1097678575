import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { BookStore } from '../io/book-store.js'
import { Ledger } from '../io/ledger.js'
import { ProposalStore } from '../io/proposal-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Ties a proposed change to the commit that it became, so that both count as one. */
@Controller()
export class OnPrMerged {
  constructor(
    private readonly books: BookStore,
    private readonly ledger: Ledger,
    private readonly proposals: ProposalStore,
  ) {}

  @OnEvent('pr.merged.v1')
  async handle({ subject, data }: MeshEvent<'pr.merged.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    if (data.merge_sha === undefined) return []
    const book = await this.books.open(delivery, data.repository)
    const commit = `change/${data.repository}/${data.merge_sha}`
    if (book.proposals.has(subject) && !(await this.ledger.isCounted(delivery, book, commit)))
      await this.books.letStandFor(delivery, book, commit, subject)
    this.proposals.merge(delivery, subject, commit)
    return []
  }
}
