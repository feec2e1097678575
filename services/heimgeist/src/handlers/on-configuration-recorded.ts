import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { RepositoryStore } from '../io/repository-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Learns which areas of a repository are critical. */
@Controller()
export class OnConfigurationRecorded {
  constructor(private readonly repositories: RepositoryStore) {}

  @OnEvent('configuration.recorded.v1')
  async handle(
    { id, data }: MeshEvent<'configuration.recorded.v1'>,
    delivery: Delivery<HeimgeistTables>,
  ): Promise<Draft[]> {
    const critical = data.areas.filter((area) => area.critical === true).map((area) => area.name)
    await this.repositories.configure(delivery, data.repository, critical, id)
    return []
  }
}
