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
import { around, aroundAll, called, churn, nodeCounts, NUMBERS, READS, relationCounts, WRITES } from './queries.js'
import { countOf, evidenceOf, nodeOf, packed, relationOf } from './rows.js'
import { isOutOfPages, type LadybugLimits, LadybugStore } from './store.js'

/** Rows as the store takes them: whole numbers and texts, a list for each column. */
type Columns = Record<string, (number | string)[]>

/** Rows handed over at a time: more use more memory and are hardly faster. */
const CHUNK = 4000
/** Up to so many nodes are asked about one by one, at 1 ms each; for more the store reads all relations once. */
const ONE_BY_ONE = 200

/** The graph in a file of this process: no server, one process at a time. */
export class LadybugGraphStore extends GraphStore {
  override readonly shared = false

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
    const keys = await this.keysOf(ids)
    return keys.length === 0 ? [] : (await this.store.write(READS.nodes, { keys })).map(nodeOf)
  }

  override async keysOf(ids: readonly string[]): Promise<number[]> {
    const found: number[] = []
    for (const part of chunks(ids))
      found.push(...(await this.store.write(READS.keys, { ids: part })).map(({ key }) => Number(key)))
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
      await this.writeColumns(
        WRITES.subjects,
        nodes.map(({ id, key }) => ({ id, key })),
      )
      await this.writeColumns(WRITES.nodes, nodes)
      for (const part of chunks(changed))
        await this.store.write(WRITES.changed, {
          rows: part.map(({ key, title, state, at, history }) => ({ key, title, state, at, history })),
        })
      await this.writeColumns(WRITES.evidence, evidence)
      for (const part of chunks(relations)) await this.store.write(WRITES.relations, { rows: textOf(part) })
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

  override async said(after: number, to: number): Promise<RelationRow[]> {
    return (await this.store.read(READS.said, { after, to })).map(relationOf)
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

  private async writeColumns<Row extends object>(statement: string, rows: readonly Row[]): Promise<void> {
    for (const part of chunks(rows)) {
      const names = Object.keys(part[0]!) as (keyof Row & string)[]
      const columns = names.map((name) => [name, part.map((row) => row[name] as number | string)])
      await this.store.write(statement, { count: part.length, ...(Object.fromEntries(columns) as Columns) })
    }
  }
}

/** A join over all relations may need more pages than the store may use; one by one needs few. */
const unlessOutOfPages = (error: unknown): undefined => {
  if (!isOutOfPages(error)) throw error
}

const hasEnded = ({ until }: RelationRow): boolean => until > 0

/** New relations as one text that the store reads as a list of structs: whole numbers, and plain words for the types. */
const textOf = (relations: readonly RelationRow[]): string => {
  const rows = relations.map((row) => {
    if (!/^[a-z_]{1,60}$/.test(row.type)) throw new Error(`"${row.type}" is no type of relation`)
    const numbers = packed(row)
    return `{type: ${row.type}, source: ${row.source}, target: ${row.target}, ${NUMBERS.map((name) => `${name}: ${numbers[name]}`).join(', ')}}`
  })
  return `[${rows.join(', ')}]`
}

const momentOf = (moment: Moment | undefined): { moment?: number } => (moment ? { moment: moment.at } : {})

const chunks = function* <T>(rows: readonly T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += CHUNK) yield rows.slice(start, start + CHUNK)
}
