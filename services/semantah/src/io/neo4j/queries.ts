import type { Around, Moment } from '../graph-store.js'

// All Cypher of Neo4j, and only here. Relations have their type, nodes the label of their kind, so that a person finds
// their way in Neo4j's own browser; the numbers of both ends are kept on the relation too, since reading them from the
// nodes would cost a look at each.

/** Grows with every change of the shape: a store of another version is emptied, and the log fills it anew. */
export const SCHEMA_VERSION = 2

/** Unique keys come before anything is written. Ids may be longer than an index takes, so nodes are found by a hash. */
export const CONSTRAINTS = [
  'CREATE CONSTRAINT heimgewebe_hash IF NOT EXISTS FOR (n:Node) REQUIRE n.hash IS UNIQUE',
  'CREATE CONSTRAINT heimgewebe_key IF NOT EXISTS FOR (n:Node) REQUIRE n.key IS UNIQUE',
  'CREATE CONSTRAINT heimgewebe_event IF NOT EXISTS FOR (e:Evidence) REQUIRE e.position IS UNIQUE',
  'CREATE CONSTRAINT heimgewebe_place IF NOT EXISTS FOR (p:Place) REQUIRE p.name IS UNIQUE',
  // Not keys, but what a digest and a question about one repository begin at.
  'CREATE INDEX heimgewebe_repository IF NOT EXISTS FOR (n:Node) ON (n.repository)',
]

export const PLACE = `MERGE (p:Place {name: 'graph'})
  ON CREATE SET p.version = ${SCHEMA_VERSION}, p.position = 0, p.keys = 0
  RETURN p.version AS version, p.position AS position, p.keys AS keys`

/** One statement, one round trip, one transaction. Returns a row only where the store was where the batch begins. */
export const WRITE = `MATCH (p:Place {name: 'graph'})
  SET p.lock = true
  WITH p WHERE p.position = $from.position AND p.keys = $from.keys
  SET p.position = $to.position, p.keys = $to.keys
  WITH p
  CALL (p) { UNWIND $nodes AS r CREATE (n:Node:$(r.label)) SET n = r.row }
  CALL (p) { UNWIND $changed AS r MATCH (n:Node {key: r.key}) SET n += r }
  CALL (p) { UNWIND $evidence AS r CREATE (e:Evidence) SET e = r }
  CALL (p) { UNWIND $ended AS r MATCH (:Node {key: r.source})-[x]->() WHERE x.position = r.position AND x.n = r.n
    SET x.until = r.until, x.ended = r.ended }
  CALL (p) { UNWIND $relations AS r MATCH (a:Node {key: r.row.source}) MATCH (b:Node {key: r.row.target})
    CREATE (a)-[x:$(r.type)]->(b) SET x = r.row }
  RETURN p.position AS position`

const NODE = 'n {.key, .id, .kind, .title, .state, .repository, .at, .position, .history} AS row'
const RELATION = 'properties(r) AS row, type(r) AS type'

/** Statements that only read. */
export const READS = {
  place: "MATCH (p:Place {name: 'graph'}) RETURN p.position AS position, p.keys AS keys",
  known: `UNWIND $hashes AS h MATCH (n:Node {hash: h}) RETURN ${NODE}`,
  keys: 'UNWIND $hashes AS h MATCH (n:Node {hash: h}) RETURN n.key AS key',
  held: 'UNWIND $positions AS p MATCH (e:Evidence {position: p}) RETURN e.position AS position',
  standing: `UNWIND $keys AS k MATCH (:Node {key: k})-[r]->() WHERE r.until = 0 RETURN ${RELATION}`,
  nodes: `UNWIND $keys AS k MATCH (n:Node {key: k}) RETURN ${NODE}`,
  evidence: 'UNWIND $positions AS p MATCH (e:Evidence {position: p}) RETURN properties(e) AS row',
  one: `MATCH (:Node {key: $key})-[r]->() WHERE r.position = $position AND r.n = $n RETURN ${RELATION}`,
  nodesBetween: `MATCH (n:Node) WHERE n.key > $after AND n.key <= $to RETURN ${NODE}`,
  relationsBetween: `MATCH (e:Evidence) WHERE e.position > $after AND e.position <= $to AND e.sources <> ''
    UNWIND [s IN split(e.sources, ',') | toInteger(split(s, ':')[1])] AS k
    WITH DISTINCT e.position AS position, k
    MATCH (a:Node {key: k})-[r]->(b:Node) WHERE r.position = position
    RETURN ${RELATION}, a.id AS from, b.id AS to`,
  types: 'CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType AS type',
  answers: 'RETURN 1 AS one',
} as const

const ARROWS = { out: ['-', '->'], in: ['<-', '-'], both: ['-', '-'] } as const

/** Relations around many nodes, each node's newest first. Types are put into the text, where they must be plain words. */
export const around = ({ direction, types = [], moment }: Around): string => {
  const [left, right] = ARROWS[direction]
  const named = types.length === 0 ? '' : `:${types.map((type) => `\`${typeOf(type)}\``).join('|')}`
  return `UNWIND $keys AS k
    CALL (k) { MATCH (:Node {key: k})${left}[r${named}]${right}() WHERE ${holds(moment)}
      RETURN r ORDER BY r.position DESC, r.n LIMIT $limit }
    RETURN k AS key, ${RELATION}`
}

/** Nodes whose id or title holds `$text`; of `$kind` where one is asked for. */
export const called = (kind: string | undefined, moment: Moment | undefined): string =>
  `MATCH (n:Node) WHERE (toLower(n.id) CONTAINS $text OR toLower(n.title) CONTAINS $text)
    ${kind === undefined ? '' : 'AND n.kind = $kind'} ${moment ? `AND n.${moment.axis === 'time' ? 'at' : 'position'} <= $moment` : ''}
    RETURN ${NODE} ORDER BY size(n.id), n.id LIMIT $limit`

/** The files of a repository that most changes touched. */
export const churn = (moment: Moment | undefined): string =>
  `MATCH (f:File {repository: $repository})<-[r:touches]-() WHERE r.at >= $since AND ${holds(moment)}
    RETURN f.key AS key, count(*) AS changes, sum(r.added + r.deleted) AS lines
    ORDER BY changes DESC, lines DESC, key LIMIT $limit`

export const nodeCounts = (moment: Moment | undefined): string =>
  `MATCH (n:Node) ${moment ? `WHERE n.${moment.axis === 'time' ? 'at' : 'position'} <= $moment ` : ''}RETURN n.kind AS name, count(*) AS count`

export const relationCounts = (moment: Moment | undefined): string =>
  `MATCH (:Node)-[r]->() WHERE ${holds(moment)} RETURN type(r) AS name, count(*) AS count`

/** Removes at most `$most` relations of one type; returns how many. By their type alone they are found without a search. */
export const removeRelations = (type: string): string =>
  `MATCH ()-[r:\`${typeOf(type)}\`]->() WITH r LIMIT $most DELETE r RETURN count(*) AS count`

/** Removes at most `$most` nodes, with what relations they still have; returns how many. */
export const REMOVE_NODES = 'MATCH (n:Node|Evidence|Place) WITH n LIMIT $most DETACH DELETE n RETURN count(*) AS count'

/** True of a relation that holds at a moment. */
const holds = (moment: Moment | undefined): string => {
  if (moment === undefined) return 'r.until = 0'
  return moment.axis === 'time'
    ? 'r.at <= $moment AND (r.until = 0 OR r.until > $moment)'
    : 'r.position <= $moment AND (r.ended = 0 OR r.ended > $moment)'
}

/** A type as it may stand in a statement; one that no event could have made is turned into one that none has. */
const typeOf = (type: string): string => (/^[a-z_]{1,60}$/.test(type) ? type : 'no_such_type')
