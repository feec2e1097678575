import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { clean } from '../decisions/storable-text.js'
import { ImportProgress } from '../io/imports/import-progress.js'
import { RepositoryStore } from '../io/imports/repository-store.js'
import type { RepositoryTables } from '../io/imports/repository-tables.js'

/** Longest place and identity, in characters, as the contract has them. */
const MAX_LOCATION = 4096
const MAX_REPOSITORY = 300

/** A person asks for a repository to be read and followed: the importer finds it in its table. */
@Controller()
export class OnWatchRequested {
  constructor(
    private readonly repositories: RepositoryStore,
    private readonly progress: ImportProgress,
  ) {}

  @OnEvent('watch.requested.v1')
  async handle(event: MeshEvent<'watch.requested.v1'>, { db }: Delivery<RepositoryTables>): Promise<Draft[]> {
    // What no place can be called is watched as well, so that the page tells that nothing is there.
    const location = clean(event.data.location, MAX_LOCATION)
    const wanted = event.data.repository
    await this.repositories.watch(db, {
      location,
      at: event.time,
      ...(wanted === undefined ? {} : { wanted: clean(wanted, MAX_REPOSITORY) }),
    })
    this.progress.set(location, {})
    return []
  }
}
