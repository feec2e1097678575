import { OutOfReachError } from '@heimgewebe/mesh'
import type { GraphNode, GraphRelation } from './graph-answers.js'
import type { GraphMemory } from './graph-memory.js'
import type { EvidenceRow, NodeRow, RelationRow } from './stored-rows.js'
import type { Around, Churn, ChurnQuery, GraphStore, Moment, NameQuery } from './graph-store.js'
import { versionAt } from './node-history.js'

/** What every question is made of: nodes, the relations around them, and the events that these rest on. */
export class GraphReader {
  constructor(
    private readonly store: GraphStore,
    private readonly memory: GraphMemory,
  ) {}

  /** The node with an id. */
  async node(id: string): Promise<NodeRow | undefined> {
    return (await this.named([id]))[0]
  }

  /** The nodes with these ids, in any order; unknown ones are left out. */
  async named(ids: readonly string[]): Promise<NodeRow[]> {
    return ids.length === 0 ? [] : this.memory.nodesOf(await this.memory.keysOf([...new Set(ids)]))
  }

  /** Relations around nodes, newest first, by the key that was asked for. */
  async around(query: Around): Promise<Map<number, RelationRow[]>> {
    if (query.keys.length === 0) return new Map()
    const once = { ...query, keys: [...new Set(query.keys)] }
    return this.memory.around(once) ?? this.store.around(once)
  }

  /** Nodes by what they are called, the shortest names first. */
  async called(query: NameQuery): Promise<GraphNode[]> {
    return (await this.store.called(query)).map((node) => answerNode(node, query.moment))
  }

  churn(query: ChurnQuery): Promise<Churn[]> {
    return this.store.churn(query)
  }

  /** Nodes by key. */
  async nodes(keys: Iterable<number>): Promise<Map<number, NodeRow>> {
    const wanted = [...new Set(keys)]
    if (wanted.length === 0) return new Map()
    const found = new Map((await this.memory.nodesOf(wanted)).map((node) => [node.key, node]))
    for (const key of wanted) if (!found.has(key)) throw wrong(`node ${key}`)
    return found
  }

  /** Names and evidence for relations; the nodes in the order of `keys`. */
  async subgraph(
    rows: readonly RelationRow[],
    keys: readonly number[],
    moment?: Moment,
  ): Promise<{ nodes: GraphNode[]; relations: GraphRelation[] }> {
    const [nodes, evidence] = await Promise.all([
      this.nodes([...keys, ...rows.flatMap(({ source, target }) => [source, target])]),
      this.evidence(rows.map(({ position }) => position)),
    ])
    const ids = (key: number): string => nodes.get(key)!.id
    return {
      nodes: keys.map((key) => answerNode(nodes.get(key)!, moment)),
      relations: rows.map((row) =>
        answerRelation(row, ids(row.source), ids(row.target), evidence.get(row.position)!, moment),
      ),
    }
  }

  /** One relation by its own id; with a moment only where it held then. */
  async relation(id: string, moment?: Moment): Promise<GraphRelation | undefined> {
    const [, position, n] = /^(\d{1,15})-(\d{1,6})$/.exec(id)?.map(Number) ?? []
    if (position === undefined || n === undefined) return undefined
    const [evidence] = await this.store.evidence([position])
    const key = evidence && sourceOf(evidence.sources, n)
    if (key === undefined) return undefined
    const row = await this.store.one(key, position, n)
    if (!row || (moment && !heldAt(row, moment))) return undefined
    return (await this.subgraph([row], [], moment)).relations[0]
  }

  private async evidence(positions: readonly number[]): Promise<Map<number, EvidenceRow>> {
    const wanted = [...new Set(positions)]
    if (wanted.length === 0) return new Map()
    const found = new Map((await this.memory.eventsAt(wanted)).map((row) => [row.position, row]))
    for (const position of wanted) if (!found.has(position)) throw wrong(`the event at position ${position}`)
    return found
  }
}

/** The answer for a node, as it was called and stood at a moment. */
export const answerNode = (node: NodeRow, moment?: Moment): GraphNode => {
  const { id, kind, repository, at } = node
  return { id, kind, ...pick(versionAt(node, moment)), repository, since: timeOf(at) }
}

const pick = ({ title, state }: { readonly title: string; readonly state: string }) => ({ title, state })

const answerRelation = (
  row: RelationRow,
  from: string,
  to: string,
  evidence: EvidenceRow,
  moment: Moment | undefined,
): GraphRelation => ({
  id: idOf(row),
  type: row.type,
  from,
  to,
  since: timeOf(row.at),
  ...(row.until === 0 || moment ? {} : { until: timeOf(row.until) }),
  confidence: row.confidence / 100,
  ...(row.type === 'touches' ? { added: row.added, deleted: row.deleted } : {}),
  event: { id: evidence.id, type: evidence.type, position: row.position },
})

/** The own id of a relation: equal in every rebuild. */
export const idOf = ({ position, n }: RelationRow): string => `${position}-${n}`

/** The end of a relation that is not the given one. */
export const otherEnd = ({ source, target }: RelationRow, key: number): number => (source === key ? target : source)

const heldAt = ({ at, until, position, ended }: RelationRow, moment: Moment): boolean => {
  const [from, to] = moment.axis === 'time' ? [at, until] : [position, ended]
  return from <= moment.at && (to === 0 || to > moment.at)
}

/** Unix milliseconds as RFC 3339. */
export const timeOf = (at: number): string => new Date(at).toISOString()

const wrong = (what: string): OutOfReachError =>
  new OutOfReachError(`the graph store answers wrongly: ${what}, which its own relations name, is not there`)

/** The source of the n-th relation, from `n:key` pairs that stand where the source changes. */
const sourceOf = (sources: string, n: number): number | undefined => {
  let key: number | undefined
  for (const part of sources.split(',')) {
    const [from, source] = part.split(':').map(Number)
    if (from === undefined || source === undefined || from > n) break
    key = source
  }
  return key
}
