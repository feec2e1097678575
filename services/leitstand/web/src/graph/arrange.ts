import type { Walk } from '../state/walk.js'
import type { GraphNode, GraphRelation } from './answers.js'
import { type Group, farEnd, groupsOf, keyOf } from './groups.js'

/** Rows of a group that are shown at first, and with each "more". */
export const ROWS = 8

/** Distance of rows and columns, and the gap between groups, in pixels of an unzoomed picture. */
const ROW = 34
const COLUMN = 320
const GAP = 12

/** What a picture is made of. */
export interface Scene {
  readonly root: string
  /** Nodes whose neighbours are shown, the root among them. */
  readonly open: ReadonlySet<string>
  readonly walk: Walk
  /** Nodes and relations of a path from the root, in order; empty where none is asked for. */
  readonly path: readonly string[]
  readonly pathRelations: readonly GraphRelation[]
  /** Whether a relation and the node that it leads to are shown. */
  readonly fits: (relation: GraphRelation, far: GraphNode | undefined) => boolean
  /** Rows of a group that are shown, by its key. */
  readonly rows: ReadonlyMap<string, number>
}

/** Where something stands. */
interface Spot {
  readonly x: number
  readonly y: number
  /** -1 left of the root, 1 right of it, 0 the root. */
  readonly side: -1 | 0 | 1
}

export interface PlacedNode extends Spot {
  readonly node: GraphNode
  readonly parent: string | undefined
  /** Whether others hang on it. */
  readonly trunk: boolean
}

/** What stands for the rest of a group. */
export interface PlacedMore extends Spot {
  readonly key: string
  readonly parent: string
  readonly group: Group
  readonly left: number
}

export interface Picture {
  readonly nodes: readonly PlacedNode[]
  readonly more: readonly PlacedMore[]
  readonly relations: readonly GraphRelation[]
}

interface Twig {
  readonly parent: string | undefined
  readonly side: -1 | 0 | 1
  readonly depth: number
  /** Children in order; a number is a gap between groups, an object the rest of one. */
  rows: Row[]
}

type Row = string | number | Omit<PlacedMore, keyof Spot>

/** How many of a group are shown. */
export const shownOf = (rows: ReadonlyMap<string, number>, node: string, group: Group): number =>
  Math.min(rows.get(keyOf(node, group)) ?? ROWS, group.relations.length)

/**
 * The walk as a tree that lies on its side: what points to the root left of it, what it points to on the right, each node
 * once, in the place where it was met first. The same walk gives the same picture, so that nothing jumps.
 */
export const arrange = (scene: Scene): Picture => {
  const twigs = grow(scene)
  const heights = new Map<string, number>()
  const heightOf = (id: string): number => {
    const known = heights.get(id)
    if (known !== undefined) return known
    const height = Math.max(ROW, sum(twigs.get(id)!.rows.map(rowHeight)))
    heights.set(id, height)
    return height
  }
  const rowHeight = (row: Row): number =>
    typeof row === 'number' ? row : typeof row === 'string' ? heightOf(row) : ROW

  const nodes: PlacedNode[] = []
  const more: PlacedMore[] = []
  const place = (id: string, y: number): void => {
    const { parent, side, depth, rows } = twigs.get(id)!
    const node = scene.walk.nodes.get(id)
    if (node) nodes.push({ node, parent, trunk: rows.length > 0, side, x: side * depth * COLUMN, y })
    for (const own of side === 0 ? [sideOf(rows, -1), sideOf(rows, 1)] : [rows]) {
      let at = y - sum(own.map(rowHeight)) / 2
      for (const row of own) {
        const height = rowHeight(row)
        if (typeof row === 'string') place(row, at + height / 2)
        else if (typeof row === 'object') {
          const there = side === 0 ? (row.group.direction === 'in' ? -1 : 1) : side
          more.push({ ...row, side: there, x: there * (depth + 1) * COLUMN, y: at + height / 2 })
        }
        at += height
      }
    }
  }
  const sideOf = (rows: readonly Row[], side: -1 | 1): readonly Row[] =>
    trimmed(
      rows.filter((row) => {
        if (typeof row === 'number') return true
        if (typeof row === 'string') return twigs.get(row)!.side === side
        return (row.group.direction === 'in' ? -1 : 1) === side
      }),
    )
  place(scene.root, 0)
  return { nodes, more, relations: relationsBetween(scene, new Set(nodes.map(({ node }) => node.id))) }
}

/** Which node hangs on which, breadth first; the path goes first, so that it lies in one line. */
const grow = ({ root, open, walk, path, fits, rows }: Scene): Map<string, Twig> => {
  const twigs = new Map<string, Twig>([[root, { parent: undefined, side: 0, depth: 0, rows: [] }]])
  const hang = (id: string, parent: string, side: -1 | 1): void => {
    const { depth, rows: siblings } = twigs.get(parent)!
    twigs.set(id, { parent, side, depth: depth + 1, rows: [] })
    siblings.push(id)
  }
  for (const [at, id] of path.entries()) if (at > 0 && !twigs.has(id)) hang(id, path[at - 1]!, 1)
  for (const [id, { side, rows: own }] of twigs) {
    const around = walk.around.get(id)
    if (!around || !open.has(id)) continue
    for (const group of groupsOf(id, around, (one) => fits(one, walk.nodes.get(farEnd(one, id))))) {
      const shown = shownOf(rows, id, group)
      if (own.length > 0) own.push(GAP)
      for (const relation of group.relations.slice(0, shown)) {
        const far = farEnd(relation, id)
        if (!twigs.has(far)) hang(far, id, side === 0 ? (group.direction === 'in' ? -1 : 1) : side)
      }
      const left = group.relations.length - shown
      if (left > 0 || group.cut) own.push({ key: keyOf(id, group), parent: id, group, left })
    }
  }
  for (const twig of twigs.values()) twig.rows = [...trimmed(twig.rows)]
  return twigs
}

const relationsBetween = ({ walk, pathRelations, fits }: Scene, there: ReadonlySet<string>): GraphRelation[] => {
  const found = new Map(pathRelations.map((one) => [one.id, one]))
  for (const { relations } of walk.around.values())
    for (const one of relations)
      if (there.has(one.from) && there.has(one.to) && fits(one, undefined)) found.set(one.id, one)
  return [...found.values()]
}

/** Without gaps at the ends, and one at most between two groups. */
const trimmed = (rows: readonly Row[]): readonly Row[] => {
  const kept = rows.filter((row, at) => typeof row !== 'number' || (at > 0 && typeof rows[at - 1] !== 'number'))
  while (typeof kept[0] === 'number') kept.shift()
  while (typeof kept.at(-1) === 'number') kept.pop()
  return kept
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
