import type {
  GraphNode,
  GraphRelation,
  NeighbourQuery,
  PathQuery,
  RelatedChange,
  RelatedChanges,
  Subgraph,
} from '../graph.js'
import type { RelationRow } from '../graph-rows.js'
import { pathOf, READS } from './queries.js'
import { answerOf, type EvidenceOf, nodeOf, type NumberedNode, plain, relationOf } from './rows.js'
import type { LadybugStore } from './store.js'

/** Most nodes whose own neighbours are asked for in one answer. */
const MAX_EXPANDED = 64
/** Most incidents shown for one related change. */
const MAX_INCIDENTS = 20

/** Answers questions. Every answer is bounded, and in an order that a rebuild does not change. */
export class LadybugReader {
  constructor(private readonly store: LadybugStore) {}

  async neighbours({ node, depth, type, limit }: NeighbourQuery): Promise<Subgraph | undefined> {
    const start = await this.keyOf(node)
    if (start === undefined) return undefined
    const found = new Map<string, RelationRow>()
    const seen = new Set([start])
    let truncated = false
    const expand = async (key: number): Promise<number[]> => {
      const rows = await this.around(key, type, limit + 1)
      const next: number[] = []
      for (const row of rows) {
        const id = `${row.position}-${row.n}`
        if (found.has(id)) continue
        if (found.size >= limit) {
          truncated = true
          break
        }
        found.set(id, row)
        for (const end of [row.source, row.target])
          if (!seen.has(end)) {
            seen.add(end)
            next.push(end)
          }
      }
      return next
    }
    const first = await expand(start)
    if (depth === 2)
      for (const [index, key] of first.entries()) {
        if (found.size >= limit || index >= MAX_EXPANDED) {
          truncated = true
          break
        }
        await expand(key)
      }
    return { ...(await this.subgraph([...found.values()], [...seen])), truncated }
  }

  async path({ from, to, max }: PathQuery): Promise<Subgraph | undefined> {
    const [start, end] = [await this.keyOf(from), await this.keyOf(to)]
    if (start === undefined || end === undefined) return undefined
    if (start === end) return { ...(await this.subgraph([], [start])), truncated: false }
    const [row] = await this.store.read(pathOf(max), { from: start, to: end })
    if (!row) return { nodes: [], relations: [], truncated: false }
    const [sources, positions, numbers] = [
      numbersOf(row['sources']),
      numbersOf(row['positions']),
      numbersOf(row['numbers']),
    ]
    const relations: RelationRow[] = []
    for (const [index, key] of sources.entries()) {
      const [step] = await this.store.read(READS.one, { key, position: positions[index]!, n: numbers[index]! })
      relations.push(relationOf(step!))
    }
    // What a recursive match names as its nodes differs between versions; the ends are put around what is missing.
    const between = numbersOf(row['nodes']).filter((key) => key !== start && key !== end)
    return { ...(await this.subgraph(relations, [start, ...between, end])), truncated: false }
  }

  async related(change: string, limit: number): Promise<RelatedChanges | undefined> {
    const key = await this.keyOf(change)
    if (key === undefined) return undefined
    const rows = await this.store.read(READS.touchedAlike, { key, limit: limit + 1 })
    const top = rows.slice(0, limit)
    const files = top.map((row) => [...new Set(numbersOf(row['files']))])
    const nodes = await this.nodes([...top.map((row) => Number(row['key'])), ...files.flat()])
    const changes: RelatedChange[] = []
    for (const [index, row] of top.entries()) {
      const own = Number(row['key'])
      const caused = (await this.store.read(READS.caused, { key: own, limit: MAX_INCIDENTS })).map(relationOf)
      const { relations, nodes: ends } = await this.subgraph(
        caused,
        caused.map(({ target }) => target),
      )
      changes.push({
        change: plain(nodes.get(own)!),
        files: files[index]!.map((file) => nodes.get(file)!.id).sort(),
        incidents: relations.map((relation, place) => ({ incident: ends[place]!, relation })),
      })
    }
    return { changes, truncated: rows.length > limit }
  }

  async relation(id: string): Promise<GraphRelation | undefined> {
    const [, position, n] = /^(\d{1,15})-(\d{1,6})$/.exec(id)?.map(Number) ?? []
    if (position === undefined || n === undefined) return undefined
    const evidence = (await this.evidence([position])).get(position)
    const key = evidence && sourceOf(evidence.sources, n)
    if (key === undefined) return undefined
    const [row] = await this.store.read(READS.one, { key, position, n })
    return row && (await this.subgraph([relationOf(row)], [])).relations[0]
  }

  private async around(key: number, type: string | undefined, limit: number): Promise<RelationRow[]> {
    const rows =
      type === undefined
        ? await this.store.read(READS.around, { key, limit })
        : await this.store.read(READS.aroundOfType, { key, limit, type })
    return rows.map(relationOf)
  }

  private async keyOf(id: string): Promise<number | undefined> {
    const [row] = await this.store.read(READS.key, { id })
    return row && Number(row['key'])
  }

  /** Names and evidence for relations; the nodes in the order of `keys`. */
  private async subgraph(
    rows: readonly RelationRow[],
    keys: readonly number[],
  ): Promise<{ nodes: GraphNode[]; relations: GraphRelation[] }> {
    const nodes = await this.nodes([...keys, ...rows.flatMap(({ source, target }) => [source, target])])
    const evidence = await this.evidence(rows.map(({ position }) => position))
    return {
      nodes: keys.map((key) => plain(nodes.get(key)!)),
      relations: rows.map((row) =>
        answerOf(row, nodes.get(row.source)!.id, nodes.get(row.target)!.id, evidence.get(row.position)!),
      ),
    }
  }

  private async nodes(keys: readonly number[]): Promise<Map<number, NumberedNode>> {
    if (keys.length === 0) return new Map()
    const rows = await this.store.read(READS.nodes, { keys: [...new Set(keys)] })
    return new Map(rows.map(nodeOf).map((node) => [node.key, node]))
  }

  private async evidence(positions: readonly number[]): Promise<Map<number, EvidenceOf>> {
    if (positions.length === 0) return new Map()
    const rows = await this.store.read(READS.evidence, { positions: [...new Set(positions)] })
    return new Map(
      rows.map((row) => [
        Number(row['position']),
        { id: String(row['id']), type: String(row['type']), sources: String(row['sources']) },
      ]),
    )
  }
}

const numbersOf = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : [])

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
