import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { type HauskiDelivery, RepositoryStore } from '../io/repository-store.js'

/** Learns where a repository is. */
@Controller()
export class OnRepositoryRegistered {
  constructor(private readonly repositories: RepositoryStore) {}

  @OnEvent('repository.registered.v1')
  async handle({ source, data }: MeshEvent<'repository.registered.v1'>, delivery: HauskiDelivery): Promise<Draft[]> {
    if (!mayOrder(source)) return []
    const { default_branch: defaultBranch, location, repository } = data
    await this.repositories.keep(delivery, repository, { location, defaultBranch })
    return []
  }
}
