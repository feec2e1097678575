import type { GraphReader } from '../graph-reader.js'
import type { NodeRow, RelationRow } from '../stored-rows.js'
import type { Moment } from '../graph-store.js'

/** Most names of one file that are followed, and most repositories that one repository was before. */
const MAX_NAMES = 20
const MAX_REPOSITORIES = 5

/** A thing under all its names. */
export interface PastNames {
  /** The asked one first, then earlier ones. */
  readonly nodes: readonly NodeRow[]
  /** The relations that say so: renames, and repositories that go on under another name. */
  readonly because: readonly RelationRow[]
  readonly truncated: boolean
}

/** A file or area with the names that it had before: renames, and the repository's own names on other hosts. */
export const pastNames = async (reader: GraphReader, start: NodeRow, moment?: Moment): Promise<PastNames> => {
  const { names, because } = await formerRepositories(reader, start.repository, moment)
  const prefix = `${start.kind}/${start.repository}/`
  const path = start.id.startsWith(prefix) ? start.id.slice(prefix.length) : undefined
  const elsewhere = path === undefined ? [] : names.map((name) => `${start.kind}/${name}/${path}`)
  const found = new Map<number, NodeRow>([[start.key, start]])
  for (const node of await reader.named(elsewhere)) found.set(node.key, node)
  let frontier = [...found.keys()]
  while (frontier.length > 0 && found.size < MAX_NAMES) {
    const renames = await reader.around({
      keys: frontier,
      direction: 'out',
      types: ['renamed_from'],
      limit: MAX_NAMES,
      ...(moment === undefined ? {} : { moment }),
    })
    const rows = [...renames.values()].flat().filter(({ target }) => !found.has(target))
    because.push(...rows)
    const nodes = await reader.nodes(rows.map(({ target }) => target))
    for (const [key, node] of nodes) found.set(key, node)
    frontier = [...nodes.keys()]
  }
  return { nodes: [...found.values()].slice(0, MAX_NAMES), because, truncated: found.size > MAX_NAMES }
}

/** The names that a repository had before it moved, and those under which it goes on. */
const formerRepositories = async (
  reader: GraphReader,
  repository: string,
  moment: Moment | undefined,
): Promise<{ names: string[]; because: RelationRow[] }> => {
  const home = await reader.node(`repository/${repository}`)
  if (!home) return { names: [], because: [] }
  const because: RelationRow[] = []
  const seen = new Map([[home.key, home]])
  let frontier = [home.key]
  while (frontier.length > 0 && seen.size <= MAX_REPOSITORIES) {
    const moves = await reader.around({
      keys: frontier,
      direction: 'both',
      types: ['continues'],
      limit: MAX_REPOSITORIES,
      ...(moment === undefined ? {} : { moment }),
    })
    const rows = [...moves.values()].flat()
    const next = rows.flatMap(({ source, target }) => [source, target]).filter((key) => !seen.has(key))
    because.push(
      ...rows.filter((row) => !because.includes(row) && (next.includes(row.source) || next.includes(row.target))),
    )
    const nodes = await reader.nodes(next)
    for (const [key, node] of nodes) seen.set(key, node)
    frontier = [...nodes.keys()]
  }
  return { names: [...seen.values()].slice(1).map(({ id }) => id.slice('repository/'.length)), because }
}
