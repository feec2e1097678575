import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkRepository } from '../decisions/link-repository.js'
import { RepositoryMirror } from '../io/context/repository-mirror.js'
import { ClusterStore } from '../io/cluster-store.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A repository joins the graph. */
@Controller()
export class OnRepositoryRegistered {
  constructor(
    private readonly batch: GraphBatch,
    private readonly mirrors: RepositoryMirror,
    private readonly clusters: ClusterStore,
  ) {}

  @OnEvent('repository.registered.v1')
  async handle(event: MeshEvent<'repository.registered.v1'>, delivery: Delivery<Tables>): Promise<Draft[]> {
    const { default_branch: branch, location, repository } = event.data
    await this.mirrors.keep(repository, { location, branch }, delivery)
    await this.clusters.tick(repository, Date.parse(event.time), delivery)
    this.batch.add(event, linkRepository(event), delivery)
    return []
  }
}
