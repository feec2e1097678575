import type { GraphNode } from '../graph-answers.js'
import { answerNode, type GraphReader, timeOf } from '../graph-reader.js'
import type { Moment } from '../graph-store.js'
import { pastNames } from './past-names.js'

/** Most files of an area, and most touches that are weighed in one answer. */
const MAX_FILES = 1000
const MAX_TOUCHES = 20_000
/** Newest touches of one file that are weighed. */
const MAX_EACH = 500
/** A change weighs half as much when it is this old, in days, as seen from the newest one. */
const HALF_LIFE_DAYS = 180
const DAY_MS = 86_400_000
/** Events named for one person, newest first. */
const MAX_EVENTS = 5

/** Someone who changed a file or an area. */
export interface Owner {
  readonly person: GraphNode
  /** Share of all recency-weighted changes, 0 to 1, to three digits. */
  readonly share: number
  readonly changes: number
  readonly added: number
  readonly deleted: number
  readonly last: string
  /** The newest of the events that say so. */
  readonly events: readonly string[]
}

/** Who knows a file or an area. */
export interface Owners {
  readonly about: GraphNode
  /** Age at which a change weighs half, in days. */
  readonly half_life_days: number
  /** Greatest share first. */
  readonly owners: readonly Owner[]
  readonly truncated: boolean
}

interface Weighed {
  weight: number
  added: number
  deleted: number
  last: number
  readonly changes: Set<number>
  readonly positions: Set<number>
}

/** Who changed a file or the files of an area, the newer the weightier; undefined where it is unknown. */
export const findOwners = async (
  reader: GraphReader,
  { about, limit, moment }: { readonly about: string; readonly limit: number; readonly moment?: Moment },
): Promise<Owners | undefined> => {
  const start = await reader.node(about)
  if (!start) return undefined
  const then = moment === undefined ? {} : { moment }
  const names = await pastNames(reader, start, moment)
  const within = await reader.around({
    keys: names.nodes.filter(({ kind }) => kind === 'area').map(({ key }) => key),
    direction: 'in',
    types: ['in_area'],
    limit: MAX_FILES + 1,
    ...then,
  })
  const inside = [...within.values()].flat().map(({ source }) => source)
  const files = [...names.nodes.filter(({ kind }) => kind !== 'area').map(({ key }) => key), ...inside].slice(
    0,
    MAX_FILES,
  )
  const each = Math.max(1, Math.min(MAX_EACH, Math.floor(MAX_TOUCHES / Math.max(1, files.length))))
  const touching = await reader.around({ keys: files, direction: 'in', types: ['touches'], limit: each + 1, ...then })
  const rows = [...touching.values()].flatMap((some) => some.slice(0, each))
  const authors = await reader.around({
    keys: rows.map(({ source }) => source),
    direction: 'in',
    types: ['authored'],
    limit: 5,
    ...then,
  })
  const newest = rows.reduce((most, { at }) => Math.max(most, at), 0)
  const people = new Map<number, Weighed>()
  for (const { source: change, at, added, deleted, position } of rows.sort(
    (a, b) => a.position - b.position || a.n - b.n,
  ))
    for (const { source: person } of authors.get(change) ?? []) {
      const known = people.get(person) ?? {
        weight: 0,
        added: 0,
        deleted: 0,
        last: 0,
        changes: new Set(),
        positions: new Set(),
      }
      known.weight += 2 ** ((at - newest) / (HALF_LIFE_DAYS * DAY_MS))
      known.added += added
      known.deleted += deleted
      known.last = Math.max(known.last, at)
      known.changes.add(change)
      known.positions.add(position)
      people.set(person, known)
    }
  const all = [...people.values()].reduce((sum, { weight }) => sum + weight, 0)
  const nodes = await reader.nodes(people.keys())
  const ranked = [...people].sort(
    ([a, one], [b, other]) => other.weight - one.weight || (nodes.get(a)!.id < nodes.get(b)!.id ? -1 : 1),
  )
  const top = ranked.slice(0, limit)
  const newestOf = (person: Weighed): number[] => [...person.positions].sort((a, b) => b - a).slice(0, MAX_EVENTS)
  const wanted = new Set(top.flatMap(([, person]) => newestOf(person)))
  const { relations } = await reader.subgraph(
    rows.filter(({ position }) => wanted.has(position)),
    [],
    moment,
  )
  const events = new Map(relations.map(({ event }) => [event.position, event.id]))
  return {
    about: answerNode(start, moment),
    half_life_days: HALF_LIFE_DAYS,
    owners: top.map(([key, person]) => ({
      person: answerNode(nodes.get(key)!, moment),
      share: Math.round((person.weight / all) * 1000) / 1000,
      changes: person.changes.size,
      added: person.added,
      deleted: person.deleted,
      last: timeOf(person.last),
      events: newestOf(person).map((position) => events.get(position)!),
    })),
    truncated:
      names.truncated ||
      inside.length > MAX_FILES ||
      ranked.length > limit ||
      [...touching.values()].some(({ length }) => length > each),
  }
}
