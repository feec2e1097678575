import type { GraphNode, GraphRelation } from '../graph-answers.js'
import { answerNode, type GraphReader } from '../graph-reader.js'
import type { RelationRow } from '../stored-rows.js'
import type { Moment } from '../graph-store.js'

/** Most files of a change and most areas that are followed. */
const MAX_FILES = 1000
const MAX_AREAS = 500
/** Most areas of one file, and most users of one area. */
const MAX_EACH = 100

/** An area, or service, that a change reaches. */
export interface AffectedArea {
  readonly area: GraphNode
  /** 0 where the change touches it, else how many steps of use lie between. */
  readonly distance: number
  /** The relation that leads here: a touched file in it, or an area that it uses. */
  readonly because: GraphRelation
}

/** What a change affects. */
export interface Affected {
  readonly change: GraphNode
  /** Nearest first. */
  readonly areas: readonly AffectedArea[]
  readonly truncated: boolean
}

/** The areas of the touched files and those that use them, however indirectly, across repositories; undefined where the change is unknown. */
export const findAffected = async (
  reader: GraphReader,
  { change, limit, moment }: { readonly change: string; readonly limit: number; readonly moment?: Moment },
): Promise<Affected | undefined> => {
  const start = await reader.node(change)
  if (!start) return undefined
  const then = moment === undefined ? {} : { moment }
  const touches = await reader.around({
    keys: [start.key],
    direction: 'out',
    types: ['touches'],
    limit: MAX_FILES + 1,
    ...then,
  })
  const files = (touches.get(start.key) ?? []).map(({ target }) => target)
  const reached = new Map<number, { distance: number; row: RelationRow }>()
  let truncated = files.length > MAX_FILES
  let frontier = files.slice(0, MAX_FILES)
  for (let distance = 0; frontier.length > 0; distance++) {
    const type = distance === 0 ? 'in_area' : 'used_by'
    const around = await reader.around({ keys: frontier, direction: 'out', types: [type], limit: MAX_EACH, ...then })
    const next: number[] = []
    for (const key of frontier)
      for (const row of around.get(key) ?? []) {
        if (reached.has(row.target)) continue
        if (reached.size >= MAX_AREAS) truncated = true
        else {
          reached.set(row.target, { distance, row })
          next.push(row.target)
        }
      }
    frontier = next
  }
  const nodes = await reader.nodes(reached.keys())
  const areas = [...reached]
    .map(([key, { distance, row }]) => ({ node: nodes.get(key)!, distance, row }))
    .sort((a, b) => a.distance - b.distance || (a.node.id < b.node.id ? -1 : 1))
  const shown = areas.slice(0, limit)
  const { relations } = await reader.subgraph(
    shown.map(({ row }) => row),
    [],
    moment,
  )
  return {
    change: answerNode(start, moment),
    areas: shown.map(({ node, distance }, index) => ({
      area: answerNode(node, moment),
      distance,
      because: relations[index]!,
    })),
    truncated: truncated || areas.length > limit,
  }
}
