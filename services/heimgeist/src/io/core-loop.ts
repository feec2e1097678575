import { Inject, Injectable, Logger } from '@nestjs/common'
import type { Draft } from '@heimgewebe/contracts'
import { DATABASE, type Delivery, MESH_CONFIG, type MeshConfig } from '@heimgewebe/mesh'
import { CompiledQuery, type Kysely } from 'kysely'
import type { HeimgeistTables } from './tables.js'

/** Everything known of one matter, as JSON. What a stage returns is laid over it. */
type Matter = Readonly<Record<string, unknown>> & { readonly drafts: readonly Draft[] }

/** The stages of a loop and the way through them; both pure. */
export interface LoopRules<State> {
  readonly stages: Readonly<Record<string, (state: State, given: never) => object>>
  /** Stages that wait until they are continued. */
  readonly waiting: readonly string[]
  readonly first: string
  readonly next: (stage: never, state: State) => string
}

/** A thread of the loop after a step. */
export interface LoopStep<State> {
  /** What all stages of this step lead to, in order. */
  readonly drafts: Draft[]
  readonly state: State
}

/** What the checkpointer of LangGraph asks of a pool of connections. */
interface OneConnection {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
  connect(): Promise<OneConnection>
  release(): void
}

/**
 * Runs matters through the stages of a loop on LangGraph. A matter is a thread; where a stage waits for somebody it is
 * interrupted, and continued by the event that ends the wait. The checkpoints go through the transaction of the event's
 * handler, so that a step, what it leads to and the place in the log become true together: a kill in any stage is a kill
 * before the step. LangGraph takes 40 MiB and a second, and is loaded by the first matter, never for a verdict.
 */
@Injectable()
export class CoreLoop {
  private readonly log = new Logger('loop')
  private loading: ReturnType<typeof load> | undefined

  constructor(
    @Inject(DATABASE) private readonly db: Kysely<HeimgeistTables>,
    @Inject(MESH_CONFIG) private readonly config: MeshConfig,
  ) {}

  /** Begins a matter; runs until it waits or ends. Begun again, it begins anew. */
  async begin<State extends object>(
    { db }: Delivery<HeimgeistTables>,
    thread: string,
    rules: LoopRules<State>,
    state: State,
  ): Promise<LoopStep<State>> {
    const { graph } = await this.graph(db, rules)
    return this.step(graph, thread, { matter: state })
  }

  /** Continues a matter where it waits. Undefined where it does not. */
  async resume<State extends object>(
    { db }: Delivery<HeimgeistTables>,
    thread: string,
    rules: LoopRules<State>,
    given: object,
  ): Promise<LoopStep<State> | undefined> {
    const { graph, lib } = await this.graph(db, rules)
    const { next } = await graph.getState({ configurable: { thread_id: thread } })
    if (!next.some((stage) => rules.waiting.includes(stage))) return undefined
    return this.step(graph, thread, new lib.Command({ resume: given }))
  }

  /** Where a matter is, for people: the stages that it went through, and what it waits for. */
  async look(thread: string, rules: LoopRules<never>): Promise<{ stages: unknown[]; waits_for: string[] } | undefined> {
    const { graph } = await this.graph(this.db, rules)
    const { values, next } = await graph.getState({ configurable: { thread_id: thread } })
    const { matter } = values as { matter?: { stages?: unknown[] } }
    return matter && { stages: matter.stages ?? [], waits_for: [...next] }
  }

  private async step<State>(
    graph: Awaited<ReturnType<CoreLoop['graph']>>['graph'],
    thread: string,
    input: object,
  ): Promise<LoopStep<State>> {
    const drafts: Draft[] = []
    const config = { configurable: { thread_id: thread }, streamMode: 'updates' as const }
    let state: unknown
    for await (const updates of await graph.stream(input as never, config)) {
      for (const update of Object.values(updates as Record<string, unknown>)) {
        const { matter } = (update ?? {}) as { matter?: Matter }
        if (matter === undefined) continue
        drafts.push(...matter.drafts)
        state = matter
      }
    }
    return { drafts, state: state as State }
  }

  private async graph(db: Kysely<HeimgeistTables>, rules: LoopRules<never>) {
    if (this.loading === undefined) this.log.log('loading LangGraph')
    this.loading ??= load()
    const lib = await this.loading
    const saver = new lib.PostgresSaver(through(db) as never, undefined, { schema: this.config.service })
    const names = Object.keys(rules.stages)
    const nodes = names.map((name) => [name, this.node(lib, name, rules)] as const)
    const graph = new lib.StateGraph(lib.Annotation.Root({ matter: lib.Annotation<Matter>() }))
      .addNode(Object.fromEntries(nodes))
      .addEdge(lib.START, rules.first as never)
    for (const name of names)
      graph.addConditionalEdges(name as never, ({ matter }: { matter: Matter }) => {
        const next = rules.next(name as never, matter as never)
        return next === 'end' ? lib.END : next
      })
    return { lib, graph: graph.compile({ checkpointer: saver }) }
  }

  private node(lib: Awaited<ReturnType<typeof load>>, name: string, rules: LoopRules<never>) {
    return ({ matter }: { matter: Matter }) => {
      const given: unknown = rules.waiting.includes(name) ? lib.interrupt({ waits_for: name }) : undefined
      const added = rules.stages[name]!(matter as never, given as never) as Partial<Matter>
      const after = { ...matter, ...added }
      const event = (after['event'] as { id?: string } | undefined)?.id
      const stages = [...((matter['stages'] as unknown[] | undefined) ?? []), { stage: name, event }]
      return { matter: { ...after, stages } }
    }
  }
}

/** Loaded when it is first needed, and only then. */
const load = async () => {
  const [graph, postgres] = await Promise.all([
    import('@langchain/langgraph'),
    import('@langchain/langgraph-checkpoint-postgres'),
  ])
  return { ...graph, PostgresSaver: postgres.PostgresSaver }
}

/** A transaction, or a pool, as the checkpointer sees it. Its own BEGIN and COMMIT are left to whoever began. */
const through = (db: Kysely<HeimgeistTables>): OneConnection => {
  const one: OneConnection = {
    async query(text, values = []) {
      if (/^(BEGIN|COMMIT|ROLLBACK)$/.test(text)) return { rows: [] }
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, values))
      return { rows }
    },
    connect: () => Promise.resolve(one),
    release: () => undefined,
  }
  return one
}
