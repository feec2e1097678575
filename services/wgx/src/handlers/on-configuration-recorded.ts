import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { RepositoryStore, type WgxDelivery } from '../io/repository-store.js'

/** Learns the guards that the base branch of a repository asks for. */
@Controller()
export class OnConfigurationRecorded {
  constructor(private readonly repositories: RepositoryStore) {}

  @OnEvent('configuration.recorded.v1')
  async handle(event: MeshEvent<'configuration.recorded.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    await this.repositories.keepConfiguration(delivery, event.data, event.position)
    return []
  }
}
