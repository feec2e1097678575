import type { GraphNode } from '../graph-answers.js'
import type { GraphReader } from '../graph-reader.js'
import type { NameQuery } from '../graph-store.js'

/** How nodes that are called so can be ordered: by the length of their id, by what is around them, by when they were first heard of. */
export const NODE_ORDERS = ['name', 'used', 'newest'] as const

/** One of them. */
export type NodeOrder = (typeof NODE_ORDERS)[number]

/** Nodes that are ordered, those with the shortest ids; of more, the others are left out. */
const MOST_ORDERED = 500
/** Relations of each that are counted. */
const MOST_RELATIONS = 100

/** Nodes by what they are called; by how much is around them, or newest first, where that is asked for. */
export const findNamed = async (
  reader: GraphReader,
  { order, ...query }: NameQuery & { readonly order: NodeOrder },
): Promise<GraphNode[]> => {
  if (order === 'name') return reader.called(query)
  const called = await reader.called({ ...query, limit: MOST_ORDERED })
  const used = order === 'used' ? await countRelations(reader, called, query) : new Map<string, number>()
  return called
    .toSorted(
      (a, b) =>
        (used.get(b.id) ?? 0) - (used.get(a.id) ?? 0) ||
        Date.parse(b.since) - Date.parse(a.since) ||
        (a.id < b.id ? -1 : 1),
    )
    .slice(0, query.limit)
}

/** How many relations each has, up to a hundred. */
const countRelations = async (
  reader: GraphReader,
  called: readonly GraphNode[],
  { moment }: Pick<NameQuery, 'moment'>,
): Promise<Map<string, number>> => {
  const rows = await reader.named(called.map(({ id }) => id))
  const around = await reader.around({
    keys: rows.map(({ key }) => key),
    direction: 'both',
    limit: MOST_RELATIONS,
    ...(moment === undefined ? {} : { moment }),
  })
  return new Map(rows.map(({ id, key }) => [id, around.get(key)?.length ?? 0]))
}
