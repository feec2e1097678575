import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import { DATABASE, MeshTransport, Metrics, Readiness, Rebuild } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import type { Tables } from '../tables.js'
import { SEARCH_PLACE } from './search-batch.js'
import { SearchIndex } from './search-index.js'

const SCHEMA = 'semantah'

/** Watches over the search: how much it holds, how far its vectors are, and whether the log must give something back. */
@Injectable()
export class SearchKeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('search')

  constructor(
    private readonly search: SearchIndex,
    private readonly rebuild: Rebuild,
    private readonly transport: MeshTransport,
    @Inject(DATABASE) private readonly db: Kysely<Tables>,
    readiness: Readiness,
    metrics: Metrics,
  ) {
    readiness.add('search', () => {
      search.check()
      // Vectors that are behind are no reason to be unready: words still find, and every answer says so.
      const { waiting, provider, failure } = search.state()
      const behind = waiting === 0 ? '' : `, ${waiting} documents wait for ${provider}`
      return Promise.resolve(`at position ${search.text.position()}${behind}${failure ? ` (${failure})` : ''}`)
    })
    rebuild.onStart(() => this.search.wipe())
    metrics.gauge(
      { name: 'heimgewebe_search_documents', help: 'Documents that can be found.' },
      (gauge) => void gauge.set(search.text.count()),
    )
    metrics.gauge(
      { name: 'heimgewebe_search_waiting', help: 'Documents that wait for their vector.' },
      (gauge) => void gauge.set(search.state().waiting),
    )
  }

  onApplicationBootstrap(): void {
    this.repair().catch((error: unknown) => this.log.error(error))
  }

  async onApplicationShutdown(): Promise<void> {
    await this.search.close()
  }

  /** A file that is behind what was written to it, as an old copy is, is filled anew. */
  private async repair(): Promise<void> {
    await this.transport.prepared()
    const row = await this.db
      .selectFrom('graph_place')
      .select('position')
      .where('name', '=', SEARCH_PLACE)
      .executeTakeFirst()
    const position = this.search.text.position()
    if (position >= Number(row?.position ?? 0)) return
    this.log.warn(`the search ends at position ${position} instead of ${row?.position}: it is rebuilt from the log`)
    await this.rebuild.start(this.db as unknown as Kysely<unknown>, SCHEMA, undefined)
  }
}
