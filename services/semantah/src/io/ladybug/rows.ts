import type { EvidenceRow, NodeRow, RelationRow } from '../stored-rows.js'

type Row = Readonly<Record<string, unknown>>

/** Two whole numbers up to this one are kept as one: what a relation costs is its number of columns. */
export const HALF = 2 ** 26
/** The same for the confidence, in hundredths, beside the place of the relation in its event. */
export const HUNDREDTHS = 128

/** The numbers of a new relation as the embedded store keeps them. */
export const packed = ({ source, target, at, confidence, position, n, added, deleted }: RelationRow) => {
  if (source >= HALF || target >= HALF) throw new Error(`the graph store takes no more than ${HALF} nodes`)
  return {
    pair: source * HALF + target,
    at,
    position,
    told: n * HUNDREDTHS + confidence,
    lines: added * HALF + deleted,
  }
}

/** Rows as the embedded store gives them, as whole numbers and texts. */
export const relationOf = (row: Row): RelationRow => {
  const [pair, told, lines] = [Number(row['pair']), Number(row['told']), Number(row['lines'])]
  return {
    type: String(row['type']),
    source: Math.floor(pair / HALF),
    target: pair % HALF,
    at: Number(row['at']),
    until: Number(row['until']),
    ended: Number(row['ended']),
    confidence: told % HUNDREDTHS,
    position: Number(row['position']),
    n: Math.floor(told / HUNDREDTHS),
    added: Math.floor(lines / HALF),
    deleted: lines % HALF,
  }
}

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
