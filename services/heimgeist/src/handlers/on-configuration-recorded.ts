import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { RepositoryStore } from '../io/repository-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Learns which areas of a repository are critical, and whether it has guards. */
@Controller()
export class OnConfigurationRecorded {
  constructor(private readonly repositories: RepositoryStore) {}

  @OnEvent('configuration.recorded.v1')
  async handle(
    { id, data }: MeshEvent<'configuration.recorded.v1'>,
    delivery: Delivery<HeimgeistTables>,
  ): Promise<Draft[]> {
    const critical = data.areas.filter((area) => area.critical === true).map((area) => area.name)
    const guards = data.guards.filter(({ kind }) => kind === 'guard').length
    await this.repositories.configure(delivery, data.repository, critical, guards, id)
    return []
  }
}
