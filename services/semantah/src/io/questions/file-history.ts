import type { GraphNode, GraphRelation } from '../graph-answers.js'
import { answerNode, type GraphReader } from '../graph-reader.js'
import type { RelationRow } from '../stored-rows.js'
import type { Moment } from '../graph-store.js'
import { pastNames } from './past-names.js'

/** Most things of one type shown for one change: CI runs, guard runs, incidents, fixes. */
const MAX_EACH = 20
/** What a change led to, or what was done about it. */
const FOLLOWED = ['causes', 'tested_by', 'guarded_by', 'fixes', 'reverts', 'part_of', 'released_in']

/** Something that is linked to a change, with the relation that says so. */
export interface Linked {
  readonly node: GraphNode
  readonly relation: GraphRelation
}

/** A change of a file. */
export interface FileChange {
  readonly change: GraphNode
  /** That it touched the file, with the lines and the name that the file had. */
  readonly relation: GraphRelation
  /** Newest first: incidents it caused, CI and guard runs, fixes, reverts, the pull request and the release it is in. */
  readonly linked: readonly Linked[]
}

/** An incident that a file was involved in. */
export interface FileIncident {
  readonly incident: GraphNode
  /** `hit`: it was reported at the file. `caused`: a change of the file caused it. `fixed`: a change of the file ended it. */
  readonly how: readonly ('hit' | 'caused' | 'fixed')[]
  /** The relations that say so. */
  readonly relations: readonly string[]
}

/** What happened to a file. */
export interface FileHistory {
  readonly file: GraphNode
  /** Names that the file had before, and that it has on other hosts. */
  readonly names: readonly string[]
  /** The relations that say so. */
  readonly renames: readonly GraphRelation[]
  /** Newest first. */
  readonly changes: readonly FileChange[]
  /** Newest first, each once. */
  readonly incidents: readonly FileIncident[]
  readonly truncated: boolean
}

/** What happened to a file: changes, incidents, runs; renames followed. Undefined where the file is unknown. */
export const findFileHistory = async (
  reader: GraphReader,
  { file, limit, moment }: { readonly file: string; readonly limit: number; readonly moment?: Moment },
): Promise<FileHistory | undefined> => {
  const start = await reader.node(file)
  if (!start) return undefined
  const then = moment === undefined ? {} : { moment }
  const names = await pastNames(reader, start, moment)
  const keys = names.nodes.map(({ key }) => key)
  const touching = await reader.around({ keys, direction: 'in', types: ['touches'], limit: limit + 1, ...then })
  const hitting = await reader.around({ keys, direction: 'in', types: ['affects'], limit: limit + 1, ...then })
  const all = newestFirst([...touching.values()].flat())
  const touches = all.slice(0, limit)
  const changes = [...new Set(touches.map(({ source }) => source))]
  const around = await reader.around({
    keys: changes,
    direction: 'both',
    types: FOLLOWED,
    limit: MAX_EACH * FOLLOWED.length,
    ...then,
  })
  const hits = newestFirst([...hitting.values()].flat()).slice(0, limit)
  const rows = [...names.because, ...touches, ...hits, ...[...around.values()].flat()]
  const { relations } = await reader.subgraph(rows, [], moment)
  const nodes = await reader.nodes(rows.flatMap(({ source, target }) => [source, target]))
  const told = new Map(rows.map((row, index) => [row, relations[index]!]))
  const node = (key: number): GraphNode => answerNode(nodes.get(key)!, moment)
  const linked = (row: RelationRow, change: number): Linked => ({
    node: node(row.source === change ? row.target : row.source),
    relation: told.get(row)!,
  })
  const incidents = new Incidents((row) => told.get(row)!.id)
  for (const row of hits) if (nodes.get(row.source)!.kind === 'incident') incidents.add(row.source, 'hit', row)
  for (const row of [...around.values()].flat()) {
    if (nodes.get(row.target)!.kind !== 'incident') continue
    if (row.type === 'causes') incidents.add(row.target, 'caused', row)
    if (row.type === 'fixes') incidents.add(row.target, 'fixed', row)
  }
  return {
    file: answerNode(start, moment),
    names: names.nodes.slice(1).map(({ id }) => id),
    renames: names.because.map((row) => told.get(row)!),
    changes: touches.map((row) => ({
      change: node(row.source),
      relation: told.get(row)!,
      linked: (around.get(row.source) ?? []).map((next) => linked(next, row.source)),
    })),
    incidents: incidents.inOrder(node),
    truncated: names.truncated || all.length > limit || hits.length === limit,
  }
}

/** Gathers incidents, each once, with all that links the file to them. */
class Incidents {
  private readonly found = new Map<number, { how: Set<'hit' | 'caused' | 'fixed'>; relations: Set<string> }>()

  constructor(private readonly idOf: (row: RelationRow) => string) {}

  add(key: number, how: 'hit' | 'caused' | 'fixed', row: RelationRow): void {
    const known = this.found.get(key) ?? { how: new Set(), relations: new Set() }
    known.how.add(how)
    known.relations.add(this.idOf(row))
    this.found.set(key, known)
  }

  inOrder(node: (key: number) => GraphNode): FileIncident[] {
    return [...this.found]
      .map(([key, { how, relations }]) => ({
        incident: node(key),
        how: [...how].sort(),
        relations: [...relations].sort(),
      }))
      .sort((a, b) => b.incident.since.localeCompare(a.incident.since) || (a.incident.id < b.incident.id ? -1 : 1))
  }
}

const newestFirst = (rows: readonly RelationRow[]): RelationRow[] =>
  rows.toSorted((a, b) => b.position - a.position || a.n - b.n)
