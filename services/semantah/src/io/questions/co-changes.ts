import type { GraphNode } from '../graph-answers.js'
import { answerNode, type GraphReader } from '../graph-reader.js'
import type { RelationRow } from '../stored-rows.js'
import type { Moment } from '../graph-store.js'
import { pastNames } from './past-names.js'

/** Newest commits of the file that are looked at. */
const MAX_COMMITS = 500
/** A commit of more files says nothing about which belong together. */
const MAX_FILES = 50
/** Events named for one partner, newest first. */
const MAX_EVENTS = 5

/** A file that usually changes with another one. */
export interface Partner {
  readonly file: GraphNode
  /** Commits that touched both. */
  readonly support: number
  /** Share of the commits of the asked file that touched this one too, 0 to 1, to three digits. */
  readonly confidence: number
  /** The newest of the events that say so. */
  readonly events: readonly string[]
}

/** The files that change with a file. */
export interface CoChanges {
  readonly file: GraphNode
  /** Commits of the file that were counted. */
  readonly commits: number
  /** Most support first. */
  readonly partners: readonly Partner[]
  readonly truncated: boolean
}

/** Files that change with a file, counted over its newest commits; undefined where it is unknown. */
export const findCoChanges = async (
  reader: GraphReader,
  { file, limit, moment }: { readonly file: string; readonly limit: number; readonly moment?: Moment },
): Promise<CoChanges | undefined> => {
  const start = await reader.node(file)
  if (!start) return undefined
  const then = moment === undefined ? {} : { moment }
  const names = await pastNames(reader, start, moment)
  const own = new Set(names.nodes.map(({ key }) => key))
  const touching = await reader.around({
    keys: [...own],
    direction: 'in',
    types: ['touches'],
    limit: MAX_COMMITS + 1,
    ...then,
  })
  const rows = [...touching.values()].flat().sort((a, b) => b.position - a.position)
  const kinds = await reader.nodes(rows.map(({ source }) => source))
  const commits = [...new Set(rows.map(({ source }) => source))].filter((key) => kinds.get(key)!.kind === 'commit')
  const counted = commits.slice(0, MAX_COMMITS)
  const touched = await reader.around({
    keys: counted,
    direction: 'out',
    types: ['touches'],
    limit: MAX_FILES + 1,
    ...then,
  })
  const together = new Map<number, RelationRow[]>()
  let narrow = 0
  for (const files of touched.values()) {
    if (files.length > MAX_FILES) continue
    narrow++
    for (const row of files)
      if (!own.has(row.target)) together.set(row.target, [...(together.get(row.target) ?? []), row])
  }
  const nodes = await reader.nodes(together.keys())
  const partners = [...together]
    .map(([key, both]) => ({ node: nodes.get(key)!, both: both.sort((a, b) => b.position - a.position) }))
    .sort((a, b) => b.both.length - a.both.length || (a.node.id < b.node.id ? -1 : 1))
  const top = partners.slice(0, limit)
  const named = await reader.subgraph(
    top.flatMap(({ both }) => both.slice(0, MAX_EVENTS)),
    [],
    moment,
  )
  const events = new Map(named.relations.map(({ event }) => [event.position, event.id]))
  return {
    file: answerNode(start, moment),
    commits: narrow,
    partners: top.map(({ node, both }) => ({
      file: answerNode(node, moment),
      support: both.length,
      confidence: Math.round((both.length / narrow) * 1000) / 1000,
      events: both.slice(0, MAX_EVENTS).map(({ position }) => events.get(position)!),
    })),
    truncated: names.truncated || commits.length > MAX_COMMITS || partners.length > limit,
  }
}
