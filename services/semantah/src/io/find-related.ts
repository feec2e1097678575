import type { RelatedChange, RelatedChanges } from './graph-answers.js'
import { answerNode, type GraphReader } from './graph-reader.js'
import type { Moment } from './graph-store.js'

/** Most files of a change that are looked at, and most changes of each. */
const MAX_FILES = 200
const MAX_CHANGES = 200
/** Most incidents shown for one related change. */
const MAX_INCIDENTS = 20

interface Alike {
  readonly key: number
  readonly files: Set<number>
  newest: number
}

/** Changes that touched what a change touches, most shared files first, then newest; undefined where it is unknown. */
export const findRelated = async (
  reader: GraphReader,
  change: string,
  limit: number,
  moment?: Moment,
): Promise<RelatedChanges | undefined> => {
  const start = await reader.node(change)
  if (!start) return undefined
  const then = moment === undefined ? {} : { moment }
  const touched = await reader.around({
    keys: [start.key],
    direction: 'out',
    types: ['touches'],
    limit: MAX_FILES + 1,
    ...then,
  })
  const own = touched.get(start.key) ?? []
  const files = own.slice(0, MAX_FILES).map(({ target }) => target)
  const others = await reader.around({
    keys: files,
    direction: 'in',
    types: ['touches'],
    limit: MAX_CHANGES + 1,
    ...then,
  })
  let truncated = own.length > MAX_FILES
  const alike = new Map<number, Alike>()
  for (const rows of others.values()) {
    truncated ||= rows.length > MAX_CHANGES
    for (const { source, target, position } of rows.slice(0, MAX_CHANGES)) {
      if (source === start.key) continue
      const known = alike.get(source) ?? { key: source, files: new Set<number>(), newest: 0 }
      known.files.add(target)
      known.newest = Math.max(known.newest, position)
      alike.set(source, known)
    }
  }
  const top = [...alike.values()].sort((a, b) => b.files.size - a.files.size || b.newest - a.newest).slice(0, limit)
  const nodes = await reader.nodes(top.flatMap(({ key, files: shared }) => [key, ...shared]))
  const caused = await reader.around({
    keys: top.map(({ key }) => key),
    direction: 'out',
    types: ['causes'],
    limit: MAX_INCIDENTS,
    ...then,
  })
  const causes = await reader.subgraph([...caused.values()].flat(), [], moment)
  const incidents = await reader.nodes([...caused.values()].flat().map(({ target }) => target))
  const byId = new Map([...incidents.values()].map((node) => [node.id, answerNode(node, moment)]))
  const changes = top.map(({ key, files: shared }): RelatedChange => ({
    change: answerNode(nodes.get(key)!, moment),
    files: [...shared].map((file) => nodes.get(file)!.id).sort(),
    incidents: causes.relations
      .filter(({ from }) => from === nodes.get(key)!.id)
      .map((relation) => ({ incident: byId.get(relation.to)!, relation })),
  }))
  return { changes, truncated: truncated || alike.size > limit }
}
