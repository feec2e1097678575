import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { RepositoryStore, type WgxDelivery } from '../io/repository-store.js'

/** Learns the commit that a proposed change is at now. */
@Controller()
export class OnPrUpdated {
  constructor(private readonly repositories: RepositoryStore) {}

  @OnEvent('pr.updated.v1')
  async handle({ subject, data }: MeshEvent<'pr.updated.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    await this.repositories.keepHead(delivery, subject, data.head)
    return []
  }
}
