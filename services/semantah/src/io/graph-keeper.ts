import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import { DATABASE, MeshTransport, Metrics, Readiness, Rebuild } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { AreaStore } from './area-store.js'
import { Graph } from './graph.js'
import { LostStores } from './lost-stores.js'
import { SymbolStore } from './symbol-store.js'
import { LATE, PLACE } from './graph-batch.js'
import type { Tables } from './tables.js'

const SCHEMA = 'semantah'

/** Watches over the graph store: is it there, how much does it hold, and has it lost what the log must give back. */
@Injectable()
export class GraphKeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('graph')

  constructor(
    private readonly graph: Graph,
    private readonly areas: AreaStore,
    private readonly symbols: SymbolStore,
    private readonly lost: LostStores,
    private readonly rebuild: Rebuild,
    private readonly transport: MeshTransport,
    @Inject(DATABASE) private readonly db: Kysely<Tables>,
    readiness: Readiness,
    metrics: Metrics,
  ) {
    readiness.add('graph', async () => {
      await graph.check()
      return `at position ${graph.position()}`
    })
    rebuild.onStart(async () => {
      this.areas.forget()
      this.symbols.forget()
      if (!this.lost.spares('graph') || (await this.amiss()) !== undefined) await this.graph.wipe()
    })
    countInto(graph, metrics)
  }

  onApplicationBootstrap(): void {
    this.repair().catch((error: unknown) => this.log.error(error))
  }

  async onApplicationShutdown(): Promise<void> {
    await this.graph.close()
  }

  private async repair(): Promise<void> {
    await this.transport.prepared()
    const why = await this.amiss()
    if (why === undefined) return
    this.log.warn(`the graph is rebuilt from the log: ${why}`)
    this.lost.note('graph')
    await this.rebuild.start(this.db as unknown as Kysely<unknown>, SCHEMA, undefined, why)
  }

  /** Why the store must be filled anew: it is behind what was written to it, as an old copy of its files is, or took late events. */
  private async amiss(): Promise<string | undefined> {
    const rows = await this.db.selectFrom('graph_place').selectAll().execute()
    const noted = new Map(rows.map((row) => [row.name, Number(row.position)]))
    const expected = noted.get(PLACE) ?? 0
    const position = this.graph.position()
    if (position < expected) return `it ends at position ${position} instead of ${expected}`
    return noted.has(LATE) ? 'events came out of their order' : undefined
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
