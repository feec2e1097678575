import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import { DATABASE, MeshTransport, Metrics, Readiness, Rebuild } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { LostStores } from '../lost-stores.js'
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
    private readonly lost: LostStores,
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
    rebuild.onStart(async () => {
      if (!this.lost.spares('search') || (await this.amiss()) !== undefined) await this.search.wipe()
    })
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

  private async repair(): Promise<void> {
    await this.transport.prepared()
    const why = await this.amiss()
    if (why === undefined) return
    this.log.warn(`the search is rebuilt from the log: ${why}`)
    this.lost.note('search')
    await this.rebuild.start(this.db as unknown as Kysely<unknown>, SCHEMA, undefined, why)
  }

  /** Why the file must be filled anew: it is behind what was written to it, as an old copy is. */
  private async amiss(): Promise<string | undefined> {
    const row = await this.db
      .selectFrom('graph_place')
      .select('position')
      .where('name', '=', SEARCH_PLACE)
      .executeTakeFirst()
    const expected = Number(row?.position ?? 0)
    const position = this.search.text.position()
    return position < expected ? `it ends at position ${position} instead of ${expected}` : undefined
  }
}
