import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkAreas } from '../decisions/link-repository.js'
import { AreaStore } from '../io/area-store.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** The areas of a repository are kept for the files to come, and linked. */
@Controller()
export class OnConfigurationRecorded {
  constructor(
    private readonly batch: GraphBatch,
    private readonly areas: AreaStore,
  ) {}

  @OnEvent('configuration.recorded.v1')
  async handle(event: MeshEvent<'configuration.recorded.v1'>, delivery: Delivery<Tables>): Promise<Draft[]> {
    await this.areas.replace(event.data.repository, event.data.areas, delivery)
    this.batch.add(event, linkAreas(event), delivery)
    return []
  }
}
