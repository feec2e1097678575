import type { Surroundings } from '../state/walk.js'
import type { GraphRelation } from './answers.js'

/** Relations of one node that are of one type and direction, as a person reads them. */
export interface Group {
  readonly type: string
  /** Seen from the node: it points away, or towards it. */
  readonly direction: 'out' | 'in'
  /** Newest first. */
  readonly relations: readonly GraphRelation[]
  /** True where only the newest are known: there may be more. */
  readonly cut: boolean
  /** True where there are more than can be asked for. */
  readonly capped: boolean
}

/** Types in the order in which they are worth reading; others follow. */
export const RELATIONS: readonly string[] = [
  'causes',
  'fixes',
  'reverts',
  'affects',
  'part_of',
  'belongs_to',
  'authored',
  'reviewed',
  'merged',
  'in_area',
  'in_repository',
  'touches',
  'guarded_by',
  'tested_by',
  'decided_about',
  'looked_at_by',
  'shown_by',
  'drawn_from',
  'meant_for',
  'released_in',
  'mentions',
  'renamed_from',
  'continues',
  'used_by',
  'alters',
  'imports',
  'calls',
  'inherits',
  'contains',
  'written_in',
]

const rank = (type: string): number => (RELATIONS.includes(type) ? RELATIONS.indexOf(type) : RELATIONS.length)

/** The key of a group, for what is remembered about it. */
export const keyOf = (node: string, { type, direction }: Pick<Group, 'type' | 'direction'>): string =>
  `${direction} ${type} ${node}`

/** The end of a relation that is not the given node. */
export const farEnd = ({ from, to }: GraphRelation, node: string): string => (from === node ? to : from)

/** The surroundings of a node in groups, without the types that are left out. */
export const groupsOf = (node: string, around: Surroundings, fits: (relation: GraphRelation) => boolean): Group[] => {
  const groups = new Map<string, GraphRelation[]>()
  for (const relation of around.relations) {
    if (!fits(relation)) continue
    const key = `${relation.type} ${relation.from === node ? 'out' : 'in'}`
    const known = groups.get(key)
    if (known) known.push(relation)
    else groups.set(key, [relation])
  }
  return [...groups]
    .map(([key, relations]): Group => {
      const [type = '', direction] = key.split(' ')
      const cut = around.cut && !around.whole.has(type)
      return { type, direction: direction === 'in' ? 'in' : 'out', relations, cut, capped: around.capped.has(type) }
    })
    .sort((one, other) => rank(one.type) - rank(other.type) || (one.direction < other.direction ? 1 : -1))
}
