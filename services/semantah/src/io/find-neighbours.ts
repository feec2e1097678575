import type { NeighbourQuery, Subgraph } from './graph-answers.js'
import { type GraphReader, idOf } from './graph-reader.js'
import type { RelationRow } from './stored-rows.js'

/** Most nodes whose own neighbours are asked for in one answer. */
const MAX_EXPANDED = 64

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
      limit: limit + 1 - found.size + mostKnown(found.values(), keys),
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
    // One or two busy nodes often fill the answer: more are asked at a time only when they did not.
    for (let from = 0, some = 1; from < first.length && !truncated; from += some, some *= 2) {
      if (found.size >= limit || from >= MAX_EXPANDED) truncated = true
      else await expand(first.slice(from, Math.min(from + some, MAX_EXPANDED)))
    }
  }
  return { ...(await reader.subgraph([...found.values()], [...seen], moment)), truncated }
}

/** Most relations of one of the nodes that are in the answer already and will be met again. */
const mostKnown = (found: Iterable<RelationRow>, keys: readonly number[]): number => {
  const known = new Map(keys.map((key) => [key, 0]))
  for (const { source, target } of found)
    for (const key of [source, target]) if (known.has(key)) known.set(key, known.get(key)! + 1)
  return Math.max(...known.values())
}
