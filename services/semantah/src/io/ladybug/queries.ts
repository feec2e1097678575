// All Cypher of the embedded store, and only here. Three rules of its planner shaped it:
// - `UNWIND $rows … MATCH (a:Node {key: …}) MATCH (b:Node {key: …})` finds both ends through the key; the two patterns in
//   one MATCH, or MERGE, read the whole table for each row.
// - `r.type = $type` lets it begin at the relations and read all of them; the same as NOT (… <> …) begins at the node.
// - Naming the far end `(b:Node)` joins the node table; `()` with the keys that the relation carries does not.

/** Tables of an empty store. Nodes are numbered: relations carry the numbers of both ends, which is a third of the size. */
export const SCHEMA = [
  'CREATE NODE TABLE Subject(id STRING PRIMARY KEY, key INT64)',
  `CREATE NODE TABLE Node(key INT64 PRIMARY KEY, id STRING, kind STRING, title STRING, state STRING, repository STRING,
    at INT64)`,
  'CREATE NODE TABLE Evidence(position INT64 PRIMARY KEY, id STRING, type STRING, at INT64, sources STRING)',
  'CREATE NODE TABLE Place(name STRING PRIMARY KEY, position INT64, keys INT64)',
  `CREATE REL TABLE Relation(FROM Node TO Node, type STRING, source INT64, target INT64, at INT64, until INT64,
    confidence INT64, position INT64, n INT64, added INT64, deleted INT64)`,
  "CREATE (:Place {name: 'graph', position: 0, keys: 0})",
]

const RELATION = `r.type AS type, r.source AS source, r.target AS target, r.at AS at, r.until AS until,
  r.confidence AS confidence, r.position AS position, r.n AS n, r.added AS added, r.deleted AS deleted`
const NODE = `n.key AS key, n.id AS id, n.kind AS kind, n.title AS title, n.state AS state,
  n.repository AS repository, n.at AS at`
const NEWEST_FIRST = 'ORDER BY position DESC, n LIMIT $limit'

/** Statements that change the store. */
export const WRITES = {
  subjects: 'UNWIND $rows AS r CREATE (:Subject {id: r.id, key: r.key})',
  nodes: `UNWIND $rows AS r CREATE (:Node {key: r.key, id: r.id, kind: r.kind, title: r.title, state: r.state,
    repository: r.repository, at: r.at})`,
  changed: 'UNWIND $rows AS r MATCH (n:Node {key: r.key}) SET n.title = r.title, n.state = r.state',
  evidence: `UNWIND $rows AS r CREATE (:Evidence {position: r.position, id: r.id, type: r.type, at: r.at,
    sources: r.sources})`,
  relations: `UNWIND $rows AS r MATCH (a:Node {key: r.source}) MATCH (b:Node {key: r.target})
    CREATE (a)-[:Relation {type: r.type, source: r.source, target: r.target, at: r.at, until: r.until,
    confidence: r.confidence, position: r.position, n: r.n, added: r.added, deleted: r.deleted}]->(b)`,
  ended: `MATCH (a:Node {key: $source})-[r:Relation]->() WHERE NOT (r.position <> $position OR r.n <> $n)
    SET r.until = $until`,
  place: "MATCH (p:Place {name: 'graph'}) SET p.position = $position, p.keys = $keys",
} as const

/** Statements that only read. */
export const READS = {
  place: "MATCH (p:Place {name: 'graph'}) RETURN p.position AS position, p.keys AS keys",
  known:
    'UNWIND $ids AS id MATCH (s:Subject {id: id}) MATCH (n:Node {key: s.key}) RETURN n.id AS id, n.key AS key, n.title AS title, n.state AS state',
  key: 'MATCH (s:Subject {id: $id}) RETURN s.key AS key',
  held: 'UNWIND $positions AS p MATCH (e:Evidence {position: p}) RETURN e.position AS position',
  nodes: `UNWIND $keys AS k MATCH (n:Node {key: k}) RETURN ${NODE}`,
  evidence: `UNWIND $positions AS p MATCH (e:Evidence {position: p})
    RETURN e.position AS position, e.id AS id, e.type AS type, e.sources AS sources`,
  open: `MATCH (a:Node {key: $key})-[r:Relation]->() WHERE r.until < 1 RETURN ${RELATION}`,
  around: `MATCH (a:Node {key: $key})-[r:Relation]-() WHERE r.until < 1 RETURN ${RELATION} ${NEWEST_FIRST}`,
  aroundOfType: `MATCH (a:Node {key: $key})-[r:Relation]-() WHERE NOT (r.until > 0 OR r.type <> $type)
    RETURN ${RELATION} ${NEWEST_FIRST}`,
  one: `MATCH (a:Node {key: $key})-[r:Relation]->() WHERE NOT (r.position <> $position OR r.n <> $n)
    RETURN ${RELATION}`,
  touchedAlike: `MATCH (a:Node {key: $key})-[mine:Relation]->(f:Node)<-[r:Relation]-()
    WHERE NOT (mine.until > 0 OR mine.type <> 'touches' OR r.until > 0 OR r.type <> 'touches' OR r.source = $key)
    RETURN r.source AS key, count(*) AS shared, max(r.position) AS position, collect(r.target) AS files
    ORDER BY shared DESC, position DESC, key LIMIT $limit`,
  caused: `MATCH (a:Node {key: $key})-[r:Relation]->() WHERE NOT (r.until > 0 OR r.type <> 'causes')
    RETURN ${RELATION} ${NEWEST_FIRST}`,
  nodeCounts: 'MATCH (n:Node) RETURN n.kind AS name, count(*) AS count',
  relationCounts: 'MATCH ()-[r:Relation]->() WHERE r.until < 1 RETURN r.type AS name, count(*) AS count',
  nodesFrom: `MATCH (n:Node) WHERE n.key > $after AND n.key <= $to RETURN ${NODE}`,
  relationsFrom: `MATCH (a:Node)-[r:Relation]->(b:Node) WHERE r.position > $after AND r.position <= $to
    RETURN a.id AS from, b.id AS to, ${RELATION}`,
} as const

/** Longest path that may be asked for, in relations. */
export const MAX_PATH = 6

/** A shortest path of at most `max` relations that hold. The bound cannot be a parameter. */
export const pathOf = (max: number): string => `MATCH
  p = (a:Node {key: $from})-[r:Relation* SHORTEST 1..${Math.min(Math.max(1, Math.trunc(max)), MAX_PATH)}
    (x, _ | WHERE x.until < 1)]-(b:Node {key: $to})
  RETURN properties(nodes(p), 'key') AS nodes, properties(rels(p), 'source') AS sources,
    properties(rels(p), 'position') AS positions, properties(rels(p), 'n') AS numbers LIMIT 1`
