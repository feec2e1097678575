import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { ImportProgress } from '../io/import-progress.js'
import { RepositoryStore } from '../io/repository-store.js'
import type { RepositoryTables } from '../io/repository-tables.js'

/** A person asks for a repository to be read and followed: the importer finds it in its table. */
@Controller()
export class OnWatchRequested {
  constructor(
    private readonly repositories: RepositoryStore,
    private readonly progress: ImportProgress,
  ) {}

  @OnEvent('watch.requested.v1')
  async handle(event: MeshEvent<'watch.requested.v1'>, { db }: Delivery<RepositoryTables>): Promise<Draft[]> {
    const { location, repository } = event.data
    await this.repositories.watch(db, {
      location,
      at: event.time,
      ...(repository === undefined ? {} : { wanted: repository }),
    })
    this.progress.set(location, {})
    return []
  }
}
