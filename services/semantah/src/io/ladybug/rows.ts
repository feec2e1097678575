import type { EvidenceRow, NodeRow, RelationRow } from '../stored-rows.js'

type Row = Readonly<Record<string, unknown>>

/** Rows as the embedded store gives them, as whole numbers and texts. */
export const relationOf = (row: Row): RelationRow => ({
  type: String(row['type']),
  source: Number(row['source']),
  target: Number(row['target']),
  at: Number(row['at']),
  until: Number(row['until']),
  ended: Number(row['ended']),
  confidence: Number(row['confidence']),
  position: Number(row['position']),
  n: Number(row['n']),
  added: Number(row['added']),
  deleted: Number(row['deleted']),
})

export const nodeOf = (row: Row): NodeRow => ({
  key: Number(row['key']),
  id: String(row['id']),
  kind: String(row['kind']),
  title: String(row['title']),
  state: String(row['state']),
  repository: String(row['repository']),
  at: Number(row['at']),
  position: Number(row['position']),
  history: String(row['history']),
})

export const evidenceOf = (row: Row): EvidenceRow => ({
  position: Number(row['position']),
  id: String(row['id']),
  type: String(row['type']),
  at: Number(row['at']),
  sources: String(row['sources']),
})

export const countOf = (row: Row): [string, number] => [String(row['name']), Number(row['count'])]
