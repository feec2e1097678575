import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { RepositoryStore } from '../io/repository-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** An import moves the clock of its repository. */
@Controller()
export class OnRepositoryImported {
  constructor(private readonly repositories: RepositoryStore) {}

  @OnEvent('repository.imported.v1')
  async handle(
    { time, data }: MeshEvent<'repository.imported.v1'>,
    delivery: Delivery<HeimgeistTables>,
  ): Promise<Draft[]> {
    await this.repositories.tick(delivery, data.repository, Date.parse(time))
    return []
  }
}
