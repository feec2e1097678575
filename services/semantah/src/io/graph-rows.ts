import type { Entry, Evidence, NodeDraft, RelationDraft } from './graph-entry.js'
import { type KnownNode, openKey, type OpenRelations } from './known-graph.js'
import { withVersion } from './node-history.js'
import type { EvidenceRow, NodeRow, RelationRow } from './stored-rows.js'

/** Most lines added to a file, or deleted, that are told apart: stores keep them as whole numbers of a bounded size. */
const MOST_LINES = 2 ** 26 - 1

/** What the store knew before the batch; `makeKey` numbers a new node. */
export interface Known {
  node(id: string): KnownNode | undefined
  /** The relations that hold from a node that was there before; undefined where they were not asked for. */
  relationsOf(source: number): OpenRelations | undefined
  makeKey(): number
}

/** Turns entries into the rows that a store has to write, and drops what says nothing new. */
export class GraphRows {
  readonly nodes: NodeRow[] = []
  readonly changed = new Map<number, NodeRow>()
  readonly evidence: EvidenceRow[] = []
  readonly relations: RelationRow[] = []
  /** Relations of the store that have ended. */
  readonly ended: RelationRow[] = []
  /** Relations that hold from the nodes that this batch made or wrote to. */
  readonly open = new Map<number, OpenRelations>()
  /** The nodes that this batch made. */
  readonly made = new Map<string, NodeRow>()

  private readonly fresh = new Set<RelationRow>()

  constructor(private readonly known: Known) {}

  add(entry: Entry): void {
    const { evidence } = entry
    const keys = new Map<string, number>()
    for (const node of entry.nodes) keys.set(node.id, this.addNode(node, evidence))
    const row: EvidenceRow = { ...evidence, sources: '' }
    this.evidence.push(row)
    const named = namedTargets(entry, keys)
    let last = -1
    for (const [n, relation] of entry.relations.entries()) {
      const source = keyOf(keys, relation.from)
      const made = this.addRelation(relation, source, keyOf(keys, relation.to), n, entry, named)
      if (!made || source === last) continue
      row.sources += `${row.sources === '' ? '' : ','}${n}:${source}`
      last = source
    }
    for (const { from, type } of entry.replaces) {
      const source = keyOf(keys, from)
      for (const relation of this.openOf(source).values())
        if (relation.type === type && !named.get(`${type}|${source}`)?.has(relation.target))
          this.end(relation, evidence)
    }
  }

  private addNode(draft: NodeDraft, evidence: Evidence): number {
    const made = this.made.get(draft.id)
    const node = made ?? this.known.node(draft.id)
    if (!node) return this.makeNode(draft, evidence)
    const title = draft.title || node.title
    const state = draft.state || node.state
    const tells = draft.mention ? node.title === '' && title !== '' : title !== node.title || state !== node.state
    if (!tells && evidence.at >= node.at) return node.key
    if (tells) {
      const now = draft.mention ? { title, state: node.state } : { title, state }
      node.history = withVersion(node, now, evidence)
      Object.assign(node, now)
    }
    node.at = Math.min(node.at, evidence.at)
    if (!made) this.changed.set(node.key, node)
    return node.key
  }

  private makeNode({ id, kind, title, state, repository }: NodeDraft, { at, position }: Evidence): number {
    const row: NodeRow = { key: this.known.makeKey(), id, kind, title, state, repository, at, position, history: '' }
    this.nodes.push(row)
    this.made.set(id, row)
    this.open.set(row.key, new Map())
    return row.key
  }

  /** Whether the relation is new. The stronger of two that say the same replaces the weaker one. */
  private addRelation(
    draft: RelationDraft,
    source: number,
    target: number,
    n: number,
    { evidence }: Entry,
    named: ReadonlyMap<string, ReadonlySet<number>>,
  ): boolean {
    const { type } = draft
    const [added, deleted] = [Math.min(draft.added, MOST_LINES), Math.min(draft.deleted, MOST_LINES)]
    const confidence = Math.round(draft.confidence * 100)
    const open = this.openOf(source)
    const same = open.get(openKey(type, target))
    if (same) {
      const differs = same.added !== added || same.deleted !== deleted || same.confidence !== confidence
      if (named.has(`${type}|${source}`) ? !differs : same.confidence >= confidence) return false
      this.end(same, evidence)
    }
    const { position, at } = evidence
    const row: RelationRow = { type, source, target, at, until: 0, ended: 0, confidence, position, n, added, deleted }
    this.relations.push(row)
    this.fresh.add(row)
    open.set(openKey(type, target), row)
    return true
  }

  private end(relation: RelationRow, { at, position }: Evidence): void {
    // 0 stands for "holds": an end in 1970 is one millisecond late. An event that tells of an earlier time than the one
    // it contradicts cannot make an end before the beginning.
    relation.until = Math.max(at, relation.at, 1)
    relation.ended = position
    this.open.get(relation.source)?.delete(openKey(relation.type, relation.target))
    if (!this.fresh.has(relation)) this.ended.push(relation)
  }

  private openOf(source: number): OpenRelations {
    let open = this.open.get(source)
    if (!open) {
      open = new Map(this.known.relationsOf(source))
      this.open.set(source, open)
    }
    return open
  }
}

/** For each source and type of which the entry tells the whole: the targets that it names. */
const namedTargets = ({ replaces, relations }: Entry, keys: ReadonlyMap<string, number>): Map<string, Set<number>> => {
  const named = new Map<string, Set<number>>()
  for (const { from, type } of replaces) named.set(`${type}|${keyOf(keys, from)}`, new Set())
  if (named.size > 0)
    for (const { type, from, to } of relations) named.get(`${type}|${keyOf(keys, from)}`)?.add(keyOf(keys, to))
  return named
}

const keyOf = (keys: ReadonlyMap<string, number>, id: string): number => {
  const key = keys.get(id)
  if (key === undefined) throw new Error(`a relation names ${id}, which is not among the nodes of its entry`)
  return key
}
