import type { EvidenceRow, NodeRow, RelationRow } from '../stored-rows.js'
import {
  type Around,
  type Batch,
  type Churn,
  type ChurnQuery,
  GraphMovedError,
  GraphStore,
  type Moment,
  type NameQuery,
  type Place,
} from '../graph-store.js'
import { around, aroundAll, called, churn, newRelations, nodeCounts, READS, relationCounts, WRITES } from './queries.js'
import { countOf, evidenceOf, nodeOf, relationOf } from './rows.js'
import { isOutOfPages, type LadybugLimits, LadybugStore } from './store.js'

/** A row as the store takes it: whole numbers and texts. */
type Plain = Record<string, number | string>

/** Rows handed over at a time: more use more memory and are no faster. */
const CHUNK = 1000
/** Up to so many nodes are asked about one by one, at 1 ms each; for more the store reads all relations once. */
const ONE_BY_ONE = 200

/** The graph in a file of this process: no server, one process at a time. */
export class LadybugGraphStore extends GraphStore {
  private constructor(
    private readonly limits: LadybugLimits,
    private store: LadybugStore,
  ) {
    super()
  }

  /** Opens the store of a folder. Throws `ConfigError` when another process holds it. */
  static async open(limits: LadybugLimits): Promise<LadybugGraphStore> {
    return new LadybugGraphStore(limits, await LadybugStore.open(limits))
  }

  override async place(): Promise<Place> {
    const [row] = await this.store.write(READS.place)
    return { position: Number(row!['position']), keys: Number(row!['keys']) }
  }

  override async held(positions: readonly number[]): Promise<number[]> {
    const rows = await this.store.write(READS.held, { positions: [...positions] })
    return rows.map((row) => Number(row['position']))
  }

  override async known(ids: readonly string[]): Promise<NodeRow[]> {
    const found: NodeRow[] = []
    for (const part of chunks(ids)) found.push(...(await this.store.write(READS.known, { ids: part })).map(nodeOf))
    return found
  }

  override async standing(sources: readonly number[]): Promise<RelationRow[]> {
    const found: RelationRow[] = []
    for (const key of sources) found.push(...(await this.store.write(READS.standing, { key })).map(relationOf))
    return found
  }

  override write({ nodes, changed, evidence, ended, relations, from, to }: Batch): Promise<void> {
    return this.store.transaction(async () => {
      const { position, keys } = await this.place()
      if (position !== from.position || keys !== from.keys)
        throw new GraphMovedError(`the graph store is at position ${position}, not at ${from.position}`)
      await this.writeAll(
        WRITES.subjects,
        nodes.map(({ id, key }) => ({ id, key })),
      )
      await this.writeAll(WRITES.nodes, nodes)
      await this.writeAll(
        WRITES.changed,
        changed.map(({ key, title, state, at, history }) => ({ key, title, state, at, history })),
      )
      await this.writeAll(WRITES.evidence, evidence)
      for (const [text, rows] of byStatement(relations)) await this.writeAll(text, rows)
      // What began and ended within one batch is made first and ended then, like the rest.
      for (const { source, position: place, n, until, ended: by } of [...ended, ...relations.filter(hasEnded)])
        await this.store.write(WRITES.ended, { source, position: place, n, until, ended: by })
      await this.store.write(WRITES.place, { ...to })
    })
  }

  override async nodes(keys: readonly number[]): Promise<NodeRow[]> {
    return (await this.store.read(READS.nodes, { keys: [...keys] })).map(nodeOf)
  }

  override async evidence(positions: readonly number[]): Promise<EvidenceRow[]> {
    return (await this.store.read(READS.evidence, { positions: [...positions] })).map(evidenceOf)
  }

  override async around(query: Around): Promise<Map<number, RelationRow[]>> {
    const text = around(query)
    const types = Object.fromEntries((query.types ?? []).map((type, index) => [`type${index}`, type]))
    const found = new Map<number, RelationRow[]>()
    if (query.types && query.keys.length > ONE_BY_ONE) {
      const all = await this.aroundAll(query, types).catch(unlessOutOfPages)
      if (all) return all
    }
    for (const key of query.keys) {
      const rows = await this.store.read(text, { key, limit: query.limit, ...types, ...momentOf(query.moment) })
      found.set(key, rows.map(relationOf))
    }
    return found
  }

  private async aroundAll(query: Around, types: Record<string, string>): Promise<Map<number, RelationRow[]>> {
    const text = aroundAll(query)
    const found = new Map<number, RelationRow[]>(query.keys.map((key) => [key, []]))
    for (const keys of chunks(query.keys))
      for (const row of await this.store.read(text, { keys, ...types, ...momentOf(query.moment) }))
        found.get(Number(row['k']))!.push(relationOf(row))
    for (const [key, rows] of found)
      found.set(key, rows.sort((a, b) => b.position - a.position || a.n - b.n).slice(0, query.limit))
    return found
  }

  override async one(source: number, position: number, n: number): Promise<RelationRow | undefined> {
    const [row] = await this.store.read(READS.one, { key: source, position, n })
    return row && relationOf(row)
  }

  override async called({ text, kind, moment, limit }: NameQuery): Promise<NodeRow[]> {
    const parameters = { text: text.toLowerCase(), limit, ...(kind === undefined ? {} : { kind }), ...momentOf(moment) }
    return (await this.store.read(called(kind, moment), parameters)).map(nodeOf)
  }

  override async churn({ repository, since, moment, limit }: ChurnQuery): Promise<Churn[]> {
    const rows = await this.store.read(churn(moment), { repository, since, limit, ...momentOf(moment) })
    return rows.map((row) => ({
      key: Number(row['key']),
      changes: Number(row['changes']),
      lines: Number(row['lines']),
    }))
  }

  override async counts(moment?: Moment): Promise<{ nodes: [string, number][]; relations: [string, number][] }> {
    const nodes = await this.store.read(nodeCounts(moment), momentOf(moment))
    const relations = await this.store.read(relationCounts(moment), momentOf(moment))
    return { nodes: nodes.map(countOf), relations: relations.map(countOf) }
  }

  override async nodesBetween(after: number, to: number): Promise<NodeRow[]> {
    return (await this.store.read(READS.nodesBetween, { after, to })).map(nodeOf)
  }

  override async relationsBetween(after: number, to: number): Promise<(RelationRow & { from: string; to: string })[]> {
    const rows = await this.store.read(READS.relationsBetween, { after, to })
    return rows.map((row) => ({ ...relationOf(row), from: String(row['from']), to: String(row['to']) }))
  }

  override async check(): Promise<void> {
    try {
      await this.store.read(READS.place)
    } catch (error) {
      throw new Error(`the graph store in ${this.limits.folder} does not answer: ${String(error)}`, { cause: error })
    }
  }

  override async wipe(): Promise<void> {
    await this.store.close()
    await LadybugStore.remove(this.limits.folder)
    this.store = await LadybugStore.open(this.limits)
  }

  override close(): Promise<void> {
    return this.store.close()
  }

  private async writeAll(statement: string, rows: readonly object[]): Promise<void> {
    for (const part of chunks(rows)) await this.store.write(statement, { rows: part as Plain[] })
  }
}

/** A join over all relations may need more pages than the store may use; one by one needs few. */
const unlessOutOfPages = (error: unknown): undefined => {
  if (!isOutOfPages(error)) throw error
}

const hasEnded = ({ until }: RelationRow): boolean => until > 0

/** New relations by the statement that makes them, as the rows that it takes. */
const byStatement = (relations: readonly RelationRow[]): Map<string, Plain[]> => {
  const groups = new Map<string, Plain[]>()
  for (const { type, source, target, at, confidence, position, n, added, deleted } of relations) {
    if (!/^[a-z_]{1,60}$/.test(type)) throw new Error(`"${type}" is no type of relation`)
    const lines = added > 0 || deleted > 0
    const text = newRelations(type, lines)
    const row = { source, target, at, confidence, position, n, ...(lines ? { added, deleted } : {}) }
    const known = groups.get(text)
    if (known) known.push(row)
    else groups.set(text, [row])
  }
  return groups
}

const momentOf = (moment: Moment | undefined): { moment?: number } => (moment ? { moment: moment.at } : {})

const chunks = function* <T>(rows: readonly T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += CHUNK) yield rows.slice(start, start + CHUNK)
}
