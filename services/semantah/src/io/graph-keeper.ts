import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import { DATABASE, MeshTransport, Metrics, Readiness, Rebuild } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import { AreaStore } from './area-store.js'
import { Graph } from './graph.js'
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
      await this.graph.wipe()
    })
    countInto(graph, metrics)
  }

  onApplicationBootstrap(): void {
    this.repair().catch((error: unknown) => this.log.error(error))
  }

  async onApplicationShutdown(): Promise<void> {
    await this.graph.close()
  }

  /** A store that is behind what was written to it, as an old copy of its files is, or that took late events, is filled anew. */
  private async repair(): Promise<void> {
    await this.transport.prepared()
    const rows = await this.db.selectFrom('graph_place').selectAll().execute()
    const noted = new Map(rows.map((row) => [row.name, Number(row.position)]))
    const expected = noted.get(PLACE) ?? 0
    const position = this.graph.position()
    if (position >= expected && !noted.has(LATE)) return
    const why =
      position < expected ? `it ends at position ${position} instead of ${expected}` : 'events came out of their order'
    this.log.warn(`the graph is rebuilt from the log: ${why}`)
    await this.rebuild.start(this.db as unknown as Kysely<unknown>, SCHEMA, undefined)
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
}
