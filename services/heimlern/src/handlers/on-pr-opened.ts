import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { areasTouched } from '../decisions/areas-touched.js'
import { type ProposedCase, readProposal } from '../decisions/lessons/read-change.js'
import { BookStore } from '../io/book-store.js'
import { LessonStore } from '../io/lesson-store.js'
import { ProposalStore } from '../io/proposal-store.js'
import type { HeimlernTables } from '../io/tables.js'

/** Learns the head commit and the areas of a proposed change, so that its outcomes find it. */
@Controller()
export class OnPrOpened {
  constructor(
    private readonly books: BookStore,
    private readonly proposals: ProposalStore,
    private readonly lessons: LessonStore,
  ) {}

  @OnEvent('pr.opened.v1')
  async handle(event: MeshEvent<'pr.opened.v1'>, delivery: Delivery<HeimlernTables>): Promise<Draft[]> {
    const { subject, time, data } = event
    const { areas } = await this.books.open(delivery, data.repository)
    const touched = areasTouched(data.files, areas)
    this.proposals.put(delivery, {
      proposal: subject,
      repository: data.repository,
      head: data.head,
      areas: touched,
      opened_at: time,
    })
    const before = await this.lessons.get<ProposedCase>(delivery, 'case', data.repository, subject)
    const { proposal, head } = readProposal(event, touched, before)
    this.lessons.put(delivery, data.repository, [
      { shelf: 'case', key: proposal.subject, value: proposal },
      { shelf: 'case', key: head.subject, value: head },
    ])
    return []
  }
}
