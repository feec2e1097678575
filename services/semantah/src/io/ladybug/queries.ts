import type { Around, Moment } from '../graph-store.js'
import { HALF, HUNDREDTHS } from './rows.js'

// All Cypher of the embedded store, and only here. Four rules of its planner shaped it:
// - `UNWIND $rows … MATCH (a:Node {key: …}) MATCH (b:Node {key: …})` finds both ends through the key; the two patterns in
//   one MATCH, or MERGE, read the whole table for each row.
// - `r.type = $type` lets it begin at the relations and read all of them; the same as NOT (… <> …) begins at the node.
// - A key that is computed in the pattern, as in `{key: r.pair / 2}`, finds wrong nodes and says nothing.
// - Naming the far end `(b:Node)` joins the node table; `()` with the keys that the relation carries does not.
// One of its storage: a checkpoint writes all columns of the relations anew, so that numbers that fit share one
// (`rows.ts`). And one of its parameters: a list of structs costs as much as the writing of its rows, since each value brings
// its own type. Rows are handed over as a list a column, or where they are matched with nodes as one text, cast by the store.

/** Grows with every change of the tables: a store of another version is set aside, and the log fills a new one. */
export const SCHEMA_VERSION = 3

/** Tables of an empty store. Nodes are numbered: relations carry the numbers of both ends, which is a third of the size. */
export const SCHEMA = [
  'CREATE NODE TABLE Subject(id STRING PRIMARY KEY, key INT64)',
  `CREATE NODE TABLE Node(key INT64 PRIMARY KEY, id STRING, kind STRING, title STRING, state STRING, repository STRING,
    at INT64, position INT64, history STRING)`,
  'CREATE NODE TABLE Evidence(position INT64 PRIMARY KEY, id STRING, type STRING, at INT64, sources STRING)',
  'CREATE NODE TABLE Place(name STRING PRIMARY KEY, version INT64, position INT64, keys INT64)',
  `CREATE REL TABLE Relation(FROM Node TO Node, type STRING, pair INT64, at INT64, until INT64, ended INT64,
    position INT64, told INT64, lines INT64)`,
  `CREATE (:Place {name: 'graph', version: ${SCHEMA_VERSION}, position: 0, keys: 0})`,
]

const RELATION = `r.type AS type, r.pair AS pair, r.at AS at, r.until AS until, r.ended AS ended,
  r.position AS position, r.told AS told, r.lines AS lines`
const NODE = `n.key AS key, n.id AS id, n.kind AS kind, n.title AS title, n.state AS state,
  n.repository AS repository, n.at AS at, n.position AS position, n.history AS history`
const EVIDENCE = 'e.position AS position, e.id AS id, e.type AS type, e.at AS at, e.sources AS sources'

/** The numbers of a new relation. */
export const NUMBERS = ['pair', 'at', 'position', 'told', 'lines'] as const

/** Makes `$count` nodes of a table from a list for each of their columns. */
const created = (table: string, columns: readonly string[]): string =>
  `UNWIND range(1, $count) AS i CREATE (:${table} {${columns.map((name) => `${name}: $${name}[i]`).join(', ')}})`

/** Statements that change the store. */
export const WRITES = {
  subjects: created('Subject', ['id', 'key']),
  nodes: created('Node', ['key', 'id', 'kind', 'title', 'state', 'repository', 'at', 'position', 'history']),
  changed: `UNWIND $rows AS r MATCH (n:Node {key: r.key})
    SET n.title = r.title, n.state = r.state, n.at = r.at, n.history = r.history`,
  evidence: created('Evidence', ['position', 'id', 'type', 'at', 'sources']),
  relations: `UNWIND CAST($rows AS STRUCT(type STRING, ${['source', 'target', ...NUMBERS].map((name) => `${name} INT64`).join(', ')})[]) AS r
    MATCH (a:Node {key: r.source}) MATCH (b:Node {key: r.target})
    CREATE (a)-[:Relation {type: r.type, ${NUMBERS.map((name) => `${name}: r.${name}`).join(', ')}, until: 0, ended: 0}]->(b)`,
  ended: `MATCH (a:Node {key: $source})-[r:Relation]->() WHERE NOT (r.position <> $position OR r.told / ${HUNDREDTHS} <> $n)
    SET r.until = $until, r.ended = $ended`,
  place: "MATCH (p:Place {name: 'graph'}) SET p.position = $position, p.keys = $keys",
} as const

/** Statements that only read. */
export const READS = {
  place: "MATCH (p:Place {name: 'graph'}) RETURN p.position AS position, p.keys AS keys",
  version: "MATCH (p:Place {name: 'graph'}) RETURN p.version AS version",
  keys: 'UNWIND $ids AS id MATCH (s:Subject {id: id}) RETURN s.key AS key',
  held: 'UNWIND $positions AS p MATCH (e:Evidence {position: p}) RETURN e.position AS position',
  nodes: `UNWIND $keys AS k MATCH (n:Node {key: k}) RETURN ${NODE}`,
  evidence: `UNWIND $positions AS p MATCH (e:Evidence {position: p}) RETURN ${EVIDENCE}`,
  standing: `MATCH (a:Node {key: $key})-[r:Relation]->() WHERE r.until < 1 RETURN ${RELATION}`,
  one: `MATCH (a:Node {key: $key})-[r:Relation]->() WHERE NOT (r.position <> $position OR r.told / ${HUNDREDTHS} <> $n)
    RETURN ${RELATION}`,
  nodesBetween: `MATCH (n:Node) WHERE n.key > $after AND n.key <= $to RETURN ${NODE}`,
  said: `MATCH ()-[r:Relation]->() WHERE r.position > $after AND r.position <= $to RETURN ${RELATION}`,
  relationsBetween: `MATCH (a:Node)-[r:Relation]->(b:Node) WHERE r.position > $after AND r.position <= $to
    RETURN a.id AS from, b.id AS to, ${RELATION}`,
} as const

const ARROWS = { out: '-[r:Relation]->', in: '<-[r:Relation]-', both: '-[r:Relation]-' } as const

/** Relations around one node: `$key`, `$limit`, `$moment` where one is asked for, `$type0` … for each of the types. */
export const around = ({ direction, types = [], moment }: Around): string => {
  const others = types.map((_, index) => `r.type <> $type${index}`).join(' AND ')
  return `MATCH (a:Node {key: $key})${ARROWS[direction]}()
    WHERE NOT (${[over(moment), others].filter(Boolean).join(' OR ')})
    RETURN ${RELATION} ORDER BY position DESC, told LIMIT $limit`
}

/**
 * The same around many nodes at once, `$keys`, all of them. The store reads every relation once for that (70 ms for
 * 85,000), so that it pays only for hundreds of nodes, and only for types of which no node has very many.
 */
export const aroundAll = ({ direction, types = [], moment }: Around): string => {
  const others = types.map((_, index) => `r.type <> $type${index}`).join(' AND ')
  return `UNWIND $keys AS k MATCH (a:Node {key: k})${ARROWS[direction]}()
    WHERE NOT (${[over(moment), others].filter(Boolean).join(' OR ')})
    RETURN k AS k, ${RELATION}`
}

/** Nodes whose id or title holds `$text`; of `$kind` where one is asked for. */
export const called = (kind: string | undefined, moment: Moment | undefined): string =>
  `MATCH (n:Node) WHERE (lower(n.id) CONTAINS $text OR lower(n.title) CONTAINS $text)
    ${kind === undefined ? '' : 'AND n.kind = $kind'} ${moment ? `AND ${moment.axis === 'time' ? 'n.at' : 'n.position'} <= $moment` : ''}
    RETURN ${NODE} ORDER BY size(id), id LIMIT $limit`

/** The files of a repository that most changes touched. */
export const churn = (moment: Moment | undefined): string =>
  `MATCH (f:Node)<-[r:Relation]-()
    WHERE f.kind = 'file' AND f.repository = $repository AND r.type = 'touches'
      AND r.at >= $since AND NOT (${over(moment)})
    RETURN f.key AS key, count(*) AS changes, sum(r.lines / ${HALF} + r.lines % ${HALF}) AS lines
    ORDER BY changes DESC, lines DESC, key LIMIT $limit`

export const nodeCounts = (moment: Moment | undefined): string =>
  `MATCH (n:Node) ${moment ? `WHERE ${moment.axis === 'time' ? 'n.at' : 'n.position'} <= $moment ` : ''}RETURN n.kind AS name, count(*) AS count`

export const relationCounts = (moment: Moment | undefined): string =>
  `MATCH ()-[r:Relation]->() WHERE NOT (${over(moment)}) RETURN r.type AS name, count(*) AS count`

/** True of a relation that does not hold at a moment. */
const over = (moment: Moment | undefined): string => {
  if (moment === undefined) return 'r.until > 0'
  return moment.axis === 'time'
    ? 'r.at > $moment OR (r.until > 0 AND r.until <= $moment)'
    : 'r.position > $moment OR (r.ended > 0 AND r.ended <= $moment)'
}
