import type { NeighbourQuery, Subgraph } from './graph-answers.js'
import { type GraphReader, idOf } from './graph-reader.js'
import type { RelationRow } from './stored-rows.js'

/** Most nodes whose own neighbours are asked for in one answer, and how many at a time. */
const MAX_EXPANDED = 64
const AT_A_TIME = 16

/** What is around a node, one or two steps, newest first; undefined where the node is unknown. */
export const findNeighbours = async (
  reader: GraphReader,
  { node, depth, type, limit, moment }: NeighbourQuery,
): Promise<Subgraph | undefined> => {
  const start = await reader.node(node)
  if (!start) return undefined
  const found = new Map<string, RelationRow>()
  const seen = new Set([start.key])
  let truncated = false
  const expand = async (keys: readonly number[]): Promise<void> => {
    const around = await reader.around({
      keys,
      direction: 'both',
      limit: limit + 1,
      ...(type === undefined ? {} : { types: [type] }),
      ...(moment === undefined ? {} : { moment }),
    })
    for (const key of keys)
      for (const row of around.get(key) ?? []) {
        if (found.has(idOf(row))) continue
        if (found.size >= limit) {
          truncated = true
          return
        }
        found.set(idOf(row), row)
        seen.add(row.source).add(row.target)
      }
  }
  await expand([start.key])
  if (depth === 2) {
    const first = [...seen].slice(1)
    for (let from = 0; from < first.length && !truncated; from += AT_A_TIME) {
      if (found.size >= limit || from >= MAX_EXPANDED) truncated = true
      else await expand(first.slice(from, from + AT_A_TIME))
    }
  }
  return { ...(await reader.subgraph([...found.values()], [...seen], moment)), truncated }
}
