import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { DATABASE, Metrics, Readiness, Rebuild } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { AreaStore } from './area-store.js'
import { Graph } from './graph.js'
import { LostStores } from './lost-stores.js'
import { SymbolStore } from './symbol-store.js'
import { FORMER_PLACES, LATE, PLACE } from './graph-batch.js'
import type { Tables } from './tables.js'

/** Watches over the graph store: is it there, how much does it hold, and has it lost what the log must give back. */
@Injectable()
export class GraphKeeper implements OnApplicationShutdown {
  constructor(
    private readonly graph: Graph,
    private readonly areas: AreaStore,
    private readonly symbols: SymbolStore,
    private readonly lost: LostStores,
    @Inject(DATABASE) private readonly db: Kysely<Tables>,
    rebuild: Rebuild,
    readiness: Readiness,
    metrics: Metrics,
  ) {
    readiness.add('graph', async () => {
      await graph.check()
      return `at position ${graph.position()}`
    })
    rebuild.staleWhen(async () => {
      const why = await this.amiss()
      if (why === undefined) return undefined
      this.lost.note('graph')
      return `the graph ${why}`
    })
    rebuild.onStart(async () => {
      this.areas.forget()
      this.symbols.forget()
      if (!this.lost.spares('graph') || (await this.amiss()) !== undefined) await this.graph.wipe()
    })
    countInto(graph, metrics)
  }

  async onApplicationShutdown(): Promise<void> {
    await this.graph.close()
  }

  /** Why the store must be filled anew: it is behind what was written to it, as an old copy of its files is, or took late events. */
  private async amiss(): Promise<string | undefined> {
    const rows = await this.db.selectFrom('graph_place').selectAll().execute()
    const noted = new Map(rows.map((row) => [row.name, Number(row.position)]))
    if (FORMER_PLACES.some((name) => noted.has(name))) return 'was made by an earlier version, which told less'
    const expected = noted.get(PLACE) ?? 0
    const position = this.graph.position()
    if (position < expected) return `ends at position ${position} instead of ${expected}`
    return noted.has(LATE) ? 'took events out of their order' : undefined
  }
}

const countInto = (graph: Graph, metrics: Metrics): void => {
  metrics.gauge(
    { name: 'heimgewebe_graph_nodes', help: 'Nodes of the graph by kind.', labelNames: ['kind'] },
    async (gauge) => {
      gauge.reset()
      for (const [kind, count] of Object.entries((await graph.counts()).nodes)) gauge.set({ kind }, count)
    },
  )
  metrics.gauge(
    { name: 'heimgewebe_graph_relations', help: 'Relations of the graph that hold, by type.', labelNames: ['type'] },
    async (gauge) => {
      gauge.reset()
      for (const [type, count] of Object.entries((await graph.counts()).relations)) gauge.set({ type }, count)
    },
  )
  metrics.gauge(
    { name: 'heimgewebe_graph_held_bytes', help: 'Memory taken by the relations of the graph that are held in it.' },
    (gauge) => void gauge.set(graph.held.bytes),
  )
}
