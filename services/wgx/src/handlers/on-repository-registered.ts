import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { RepositoryStore, type WgxDelivery } from '../io/repository-store.js'

/** Learns where a repository is read from. */
@Controller()
export class OnRepositoryRegistered {
  constructor(private readonly repositories: RepositoryStore) {}

  @OnEvent('repository.registered.v1')
  async handle({ data }: MeshEvent<'repository.registered.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    await this.repositories.keepLocation(delivery, data.repository, data.location)
    return []
  }
}
