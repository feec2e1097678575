import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import { OutOfReachError } from '@heimgewebe/mesh'
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
import { Neo4jConnection, type Neo4jLimits } from './connection.js'
import {
  around,
  called,
  churn,
  CONSTRAINTS,
  nodeCounts,
  PLACE,
  READS,
  relationCounts,
  REMOVE_NODES,
  removeRelations,
  SCHEMA_VERSION,
  WRITE,
} from './queries.js'

/** Wait between two tries to reach the server at the start, in milliseconds. */
const RETRY_MS = 500
/** Most nodes or relations removed in one transaction. A server's memory for a transaction is bounded. */
const REMOVED_AT_ONCE = 1000

/** The graph in a Neo4j server. */
export class Neo4jGraphStore extends GraphStore {
  override readonly shared = true

  private constructor(private readonly connection: Neo4jConnection) {
    super()
  }

  /** Connects, and makes constraints and place where they are missing. A server that is not there yet is waited for. */
  static async open(limits: Neo4jLimits, waitMs: number): Promise<Neo4jGraphStore> {
    const store = new Neo4jGraphStore(new Neo4jConnection(limits))
    for (const end = Date.now() + waitMs; ; await sleep(RETRY_MS)) {
      try {
        await store.prepare()
        return store
      } catch (error) {
        if (!(error instanceof OutOfReachError) || Date.now() > end) {
          await store.close()
          throw error
        }
        new Logger('graph').warn(error.message)
      }
    }
  }

  override async place(): Promise<Place> {
    const [row] = await this.connection.read(READS.place)
    if (!row) throw new Error('the graph store Neo4j has lost its place: somebody else emptied it')
    return { position: Number(row['position']), keys: Number(row['keys']) }
  }

  override async held(positions: readonly number[]): Promise<number[]> {
    return (await this.connection.read(READS.held, { positions })).map((row) => Number(row['position']))
  }

  override async known(ids: readonly string[]): Promise<NodeRow[]> {
    return nodesOf(await this.connection.read(READS.known, { hashes: ids.map(hashOf) }))
  }

  override async keysOf(ids: readonly string[]): Promise<number[]> {
    return (await this.connection.read(READS.keys, { hashes: ids.map(hashOf) })).map(({ key }) => Number(key))
  }

  override async standing(keys: readonly number[]): Promise<RelationRow[]> {
    return (await this.connection.read(READS.standing, { keys })).map(relationOf)
  }

  override async write({ nodes, changed, evidence, ended, relations, from, to }: Batch): Promise<void> {
    const rows = await this.connection.write(WRITE, {
      nodes: nodes.map((row) => ({ label: labelOf(row.kind), row: { ...row, hash: hashOf(row.id) } })),
      changed: changed.map(({ key, title, state, at, history }) => ({ key, title, state, at, history })),
      evidence,
      ended: ended.map(({ source, position, n, until, ended: by }) => ({ source, position, n, until, ended: by })),
      relations: relations.map(({ type, ...row }) => ({ type, row })),
      from,
      to,
    })
    if (rows.length === 0) throw new GraphMovedError(`the graph store is not at position ${from.position} any more`)
  }

  override async nodes(keys: readonly number[]): Promise<NodeRow[]> {
    return nodesOf(await this.connection.read(READS.nodes, { keys }))
  }

  override async evidence(positions: readonly number[]): Promise<EvidenceRow[]> {
    const rows = await this.connection.read(READS.evidence, { positions })
    return rows.map((row) => row['row'] as EvidenceRow)
  }

  override async around(query: Around): Promise<Map<number, RelationRow[]>> {
    const { keys, limit, moment } = query
    const rows = await this.connection.read(around(query), { keys, limit, ...momentOf(moment) })
    const found = new Map<number, RelationRow[]>(keys.map((key) => [key, []]))
    for (const row of rows) found.get(row['key'] as number)?.push(relationOf(row))
    return found
  }

  override async one(key: number, position: number, n: number): Promise<RelationRow | undefined> {
    const [row] = await this.connection.read(READS.one, { key, position, n })
    return row && relationOf(row)
  }

  override async called({ text, kind, moment, limit }: NameQuery): Promise<NodeRow[]> {
    const parameters = { text: text.toLowerCase(), limit, ...(kind === undefined ? {} : { kind }), ...momentOf(moment) }
    return nodesOf(await this.connection.read(called(kind, moment), parameters))
  }

  override async churn({ repository, since, moment, limit }: ChurnQuery): Promise<Churn[]> {
    const rows = await this.connection.read(churn(moment), { repository, since, limit, ...momentOf(moment) })
    return rows as unknown as Churn[]
  }

  override async counts(moment?: Moment): Promise<{ nodes: [string, number][]; relations: [string, number][] }> {
    const [nodes, relations] = await Promise.all([
      this.connection.read(nodeCounts(moment), momentOf(moment)),
      this.connection.read(relationCounts(moment), momentOf(moment)),
    ])
    return { nodes: nodes.map(countOf), relations: relations.map(countOf) }
  }

  override async nodesBetween(after: number, to: number): Promise<NodeRow[]> {
    return nodesOf(await this.connection.read(READS.nodesBetween, { after, to }))
  }

  override async said(after: number, to: number): Promise<RelationRow[]> {
    return (await this.connection.read(READS.relationsBetween, { after, to })).map(relationOf)
  }

  override async relationsBetween(after: number, to: number): Promise<(RelationRow & { from: string; to: string })[]> {
    const rows = await this.connection.read(READS.relationsBetween, { after, to })
    return rows.map((row) => ({ ...relationOf(row), from: row['from'] as string, to: row['to'] as string }))
  }

  override async check(): Promise<void> {
    await this.connection.read(READS.answers)
  }

  override async wipe(): Promise<void> {
    const types = await this.connection.read(READS.types)
    // Relations first: a node that half of the log points to would not fit into the memory of one transaction.
    for (const { type } of types) await this.removeAll(removeRelations(type as string))
    await this.removeAll(REMOVE_NODES)
    await this.connection.write(PLACE)
  }

  override close(): Promise<void> {
    return this.connection.close()
  }

  /** Runs a statement that removes at most so many, a transaction each, until there is nothing left. */
  private async removeAll(statement: string): Promise<void> {
    for (let removed = REMOVED_AT_ONCE; removed === REMOVED_AT_ONCE;) {
      const [row] = await this.connection.write(statement, { most: REMOVED_AT_ONCE })
      removed = Number(row?.['count'] ?? 0)
    }
  }

  private async prepare(): Promise<void> {
    for (const constraint of CONSTRAINTS) await this.connection.write(constraint)
    const [row] = await this.connection.write(PLACE)
    if (row!['version'] !== SCHEMA_VERSION) await this.wipe()
  }
}

type Row = Record<string, unknown>

const nodesOf = (rows: readonly Row[]): NodeRow[] => rows.map((row) => row['row'] as NodeRow)

const relationOf = ({ row, type }: Row): RelationRow => ({
  ...(row as Omit<RelationRow, 'type'>),
  type: type as string,
})

const countOf = (row: Row): [string, number] => [row['name'] as string, row['count'] as number]

const momentOf = (moment: Moment | undefined): { moment?: number } => (moment ? { moment: moment.at } : {})

/** 132 bits of SHA-256: an index takes no id of thousands of characters. */
const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64url').slice(0, 22)

/** The label that stands for a kind: `agent_run` becomes `AgentRun`. */
const labelOf = (kind: string): string => kind.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
