import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { ProposalStore } from '../io/imports/proposal-store.js'
import type { RepositoryTables } from '../io/imports/repository-tables.js'

/** A change was merged: its commits tell its files. */
@Controller()
export class OnPrMerged {
  constructor(private readonly proposals: ProposalStore) {}

  @OnEvent('pr.merged.v1')
  handle(event: MeshEvent<'pr.merged.v1'>, delivery: Delivery<RepositoryTables>): Promise<Draft[]> {
    this.proposals.end(delivery, event.subject)
    return Promise.resolve([])
  }
}
