import type { GraphNode } from '../graph-answers.js'
import { answerNode, type GraphReader } from '../graph-reader.js'
import type { Moment } from '../graph-store.js'

/** Files with most commits whose trouble is looked at. */
const MAX_FILES = 300
/** Newest changes and incidents of each. */
const MAX_EACH = 100
/** Trouble events named for one file, newest first. */
const MAX_EVENTS = 5

/** A file that changes often and makes trouble. */
export interface Hotspot {
  readonly file: GraphNode
  /** Changes × (1 + trouble). */
  readonly score: number
  readonly changes: number
  readonly lines: number
  /** Incidents at the file, and of its changes: incidents caused, fixes, reverts. */
  readonly trouble: number
  /** The newest of the events that tell of trouble. */
  readonly events: readonly string[]
}

/** Where a repository hurts. */
export interface Hotspots {
  readonly repository: string
  /** Changes since then were counted. */
  readonly since: string
  /** Highest score first. */
  readonly hotspots: readonly Hotspot[]
  readonly truncated: boolean
}

/** Files of a repository by churn and trouble; undefined where the repository is unknown. */
export const findHotspots = async (
  reader: GraphReader,
  query: { readonly repository: string; readonly since: number; readonly limit: number; readonly moment?: Moment },
): Promise<Hotspots | undefined> => {
  const { repository, since, limit, moment } = query
  const then = moment === undefined ? {} : { moment }
  const churned = await reader.churn({ repository, since, limit: MAX_FILES + 1, ...then })
  if (churned.length === 0 && !(await reader.node(`repository/${repository}`))) return undefined
  const top = churned.slice(0, MAX_FILES)
  const keys = top.map(({ key }) => key)
  const touching = await reader.around({ keys, direction: 'in', types: ['touches'], limit: MAX_EACH, ...then })
  const hitting = await reader.around({ keys, direction: 'in', types: ['affects'], limit: MAX_EACH, ...then })
  const changes = [...touching.values()].flat().map(({ source }) => source)
  const caused = await reader.around({ keys: changes, direction: 'out', types: ['causes'], limit: MAX_EVENTS, ...then })
  const mended = await reader.around({
    keys: changes,
    direction: 'in',
    types: ['fixes', 'reverts'],
    limit: MAX_EVENTS,
    ...then,
  })
  const nodes = await reader.nodes(keys)
  const scored = top
    .map(({ key, changes: count, lines }) => {
      const own = new Set((touching.get(key) ?? []).map(({ source }) => source))
      const rows = [
        ...(hitting.get(key) ?? []),
        ...[...own].flatMap((change) => [...(caused.get(change) ?? []), ...(mended.get(change) ?? [])]),
      ].sort((a, b) => b.position - a.position || a.n - b.n)
      const trouble = new Set(rows.map(({ type, source, target }) => (type === 'causes' ? target : source))).size
      return { node: nodes.get(key)!, changes: count, lines, trouble, rows, score: count * (1 + trouble) }
    })
    .sort((a, b) => b.score - a.score || b.lines - a.lines || (a.node.id < b.node.id ? -1 : 1))
  const shown = scored.slice(0, limit)
  const { relations } = await reader.subgraph(
    shown.flatMap(({ rows }) => rows.slice(0, MAX_EVENTS)),
    [],
    moment,
  )
  const events = new Map(relations.map(({ event }) => [event.position, event.id]))
  return {
    repository,
    since: new Date(since).toISOString(),
    hotspots: shown.map(({ node, rows, score, changes: count, lines, trouble }) => ({
      file: answerNode(node, moment),
      score,
      changes: count,
      lines,
      trouble,
      events: [...new Set(rows.slice(0, MAX_EVENTS).map(({ position }) => events.get(position)!))],
    })),
    truncated: churned.length > MAX_FILES || scored.length > limit,
  }
}
