import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { areasTouched } from '../decisions/areas-touched.js'
import { BookStore } from '../io/book-store.js'
import { ProposalStore } from '../io/proposal-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Learns the head commit and the areas of a proposed change, so that its outcomes find it. */
@Controller()
export class OnPrOpened {
  constructor(
    private readonly books: BookStore,
    private readonly proposals: ProposalStore,
  ) {}

  @OnEvent('pr.opened.v1')
  async handle(
    { subject, time, data }: MeshEvent<'pr.opened.v1'>,
    delivery: Delivery<HeimlernTables>,
  ): Promise<Draft[]> {
    const { areas } = await this.books.open(delivery, data.repository)
    this.proposals.put(delivery, {
      proposal: subject,
      repository: data.repository,
      head: data.head,
      areas: areasTouched(data.files, areas),
      opened_at: time,
    })
    return []
  }
}
