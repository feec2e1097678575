import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { RepositoryStore, type WgxDelivery } from '../io/repository-store.js'

/** Learns the commit that a proposed change begins with. */
@Controller()
export class OnPrOpened {
  constructor(private readonly repositories: RepositoryStore) {}

  @OnEvent('pr.opened.v1')
  async handle({ subject, data }: MeshEvent<'pr.opened.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    await this.repositories.keepHead(delivery, subject, data.head)
    return []
  }
}
