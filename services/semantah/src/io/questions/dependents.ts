import type { GraphNode, GraphRelation } from '../graph-answers.js'
import { answerNode, type GraphReader } from '../graph-reader.js'
import type { RelationRow } from '../stored-rows.js'
import type { Moment } from '../graph-store.js'

/** Most symbols of a change, and most that are followed. */
const MAX_SYMBOLS = 500
/** Most users of one symbol. */
const MAX_EACH = 200

/** A symbol, or file, of the code that depends on what is asked about. */
export interface Dependent {
  readonly symbol: GraphNode
  /** 0 where the change alters it, else how many uses lie between. */
  readonly distance: number
  /** The relation that leads here: what altered it, or what it uses. */
  readonly because: GraphRelation
}

/** What depends on a change, a symbol or a file. */
export interface Dependents {
  readonly about: GraphNode
  /** Nearest first. */
  readonly dependents: readonly Dependent[]
  readonly truncated: boolean
}

const USES = ['calls', 'inherits', 'imports']

/** The symbols that a change alters and those that use them, or those that use a symbol or file; undefined where it is unknown. */
export const findDependents = async (
  reader: GraphReader,
  asked: { readonly about: string; readonly depth: number; readonly limit: number; readonly moment?: Moment },
): Promise<Dependents | undefined> => {
  const { about, depth, limit, moment } = asked
  const start = await reader.node(about)
  if (!start) return undefined
  const then = moment === undefined ? {} : { moment }
  const reached = new Map<number, { distance: number; row: RelationRow }>()
  let truncated = false
  const isCode = start.kind === 'function' || start.kind === 'file'
  let frontier = [start.key]
  for (let distance = isCode ? 1 : 0; distance <= depth && frontier.length > 0; distance++) {
    const types = distance === 0 ? ['alters'] : USES
    const direction = distance === 0 ? 'out' : 'in'
    const around = await reader.around({ keys: frontier, direction, types, limit: MAX_EACH, ...then })
    const next: number[] = []
    for (const key of frontier)
      for (const row of around.get(key) ?? []) {
        const other = direction === 'out' ? row.target : row.source
        if (other === start.key || reached.has(other)) continue
        if (reached.size >= MAX_SYMBOLS) truncated = true
        else {
          reached.set(other, { distance, row })
          next.push(other)
        }
      }
    frontier = next
  }
  const nodes = await reader.nodes(reached.keys())
  const found = [...reached]
    .map(([key, { distance, row }]) => ({ node: nodes.get(key)!, distance, row }))
    .sort((a, b) => a.distance - b.distance || (a.node.id < b.node.id ? -1 : 1))
  const shown = found.slice(0, limit)
  const { relations } = await reader.subgraph(
    shown.map(({ row }) => row),
    [],
    moment,
  )
  return {
    about: answerNode(start, moment),
    dependents: shown.map(({ distance, node }, index) => ({
      symbol: answerNode(node, moment),
      distance,
      because: relations[index]!,
    })),
    truncated: truncated || found.length > limit,
  }
}
