import type { GraphNode, GraphRelation } from '../graph.js'
import type { RelationRow } from '../graph-rows.js'
import type { Row } from './store.js'

/** A node of the store with its number. */
export interface NumberedNode extends GraphNode {
  readonly key: number
}

/** The event of a position, and where the sources of its relations are found. */
export interface EvidenceOf {
  readonly id: string
  readonly type: string
  readonly sources: string
}

export const relationOf = (row: Row): RelationRow => ({
  type: String(row['type']),
  source: Number(row['source']),
  target: Number(row['target']),
  at: Number(row['at']),
  until: Number(row['until']),
  confidence: Number(row['confidence']),
  position: Number(row['position']),
  n: Number(row['n']),
  added: Number(row['added']),
  deleted: Number(row['deleted']),
})

export const nodeOf = (row: Row): NumberedNode => ({
  key: Number(row['key']),
  id: String(row['id']),
  kind: String(row['kind']),
  title: String(row['title']),
  state: String(row['state']),
  repository: String(row['repository']),
  since: timeOf(Number(row['at'])),
})

/** The answer for a relation whose ends and evidence are found. */
export const answerOf = (row: RelationRow, from: string, to: string, evidence: EvidenceOf): GraphRelation => ({
  id: `${row.position}-${row.n}`,
  type: row.type,
  from,
  to,
  since: timeOf(row.at),
  ...(row.until === 0 ? {} : { until: timeOf(row.until) }),
  confidence: row.confidence / 100,
  ...(row.type === 'touches' ? { added: row.added, deleted: row.deleted } : {}),
  event: { id: evidence.id, type: evidence.type, position: row.position },
})

export const plain = ({ id, kind, title, state, repository, since }: NumberedNode): GraphNode => ({
  id,
  kind,
  title,
  state,
  repository,
  since,
})

const timeOf = (at: number): string => new Date(at).toISOString()
