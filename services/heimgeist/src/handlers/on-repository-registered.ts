import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { RepositoryStore } from '../io/repository-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** The moment from which a repository is watched: what is much older than this is history, not a decision to make. */
@Controller()
export class OnRepositoryRegistered {
  constructor(private readonly repositories: RepositoryStore) {}

  @OnEvent('repository.registered.v1')
  async handle(
    { time, data }: MeshEvent<'repository.registered.v1'>,
    delivery: Delivery<HeimgeistTables>,
  ): Promise<Draft[]> {
    await this.repositories.tick(delivery, data.repository, Date.parse(time))
    await this.repositories.call(delivery, data.repository, data.default_branch)
    return []
  }
}
