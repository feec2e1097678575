import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { DATABASE, Metrics, Readiness, Rebuild } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { LostStores } from '../lost-stores.js'
import type { Tables } from '../tables.js'
import { SEARCH_PLACE } from './search-batch.js'
import { SearchIndex } from './search-index.js'

/** Watches over the search: how much it holds, how far its vectors are, and whether the log must give something back. */
@Injectable()
export class SearchKeeper implements OnApplicationShutdown {
  constructor(
    private readonly search: SearchIndex,
    private readonly lost: LostStores,
    @Inject(DATABASE) private readonly db: Kysely<Tables>,
    rebuild: Rebuild,
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
    rebuild.staleWhen(async () => {
      const why = await this.amiss()
      if (why === undefined) return undefined
      this.lost.note('search')
      return `the search ${why}`
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
    metrics.gauge(
      { name: 'heimgewebe_search_held_bytes', help: 'Memory taken by the lists of words of the search.' },
      (gauge) => void gauge.set(search.text.held),
    )
  }

  async onApplicationShutdown(): Promise<void> {
    await this.search.close()
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
    return position < expected ? `ends at position ${position} instead of ${expected}` : undefined
  }
}
