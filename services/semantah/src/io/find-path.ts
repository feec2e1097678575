import type { PathQuery, Subgraph } from './graph-answers.js'
import { type GraphReader, otherEnd } from './graph-reader.js'
import type { RelationRow } from './stored-rows.js'
import type { Moment } from './graph-store.js'

/** Most relations followed from one node, newest first, and most nodes seen in one search. */
const MAX_FAN_OUT = 500
const MAX_SEEN = 20_000

/** What a step costs: of equally short paths the one that explains most is taken, not the one over a shared author. */
const COSTS: Readonly<Record<string, number>> = {
  causes: 1,
  fixes: 1,
  reverts: 1,
  affects: 2,
  touches: 2,
  part_of: 2,
  renamed_from: 2,
  mentions: 3,
}
const USUAL_COST = 6

/** How a node was reached from its end of the path. */
interface Step {
  readonly depth: number
  readonly cost: number
  readonly via?: RelationRow
}

interface Side {
  readonly steps: Map<number, Step>
  frontier: number[]
  depth: number
}

/**
 * A shortest path, searched from both ends; undefined where an end is unknown, empty where there is none. `truncated`
 * says that a bound was met, so that a shorter path may have been missed.
 */
export const findPath = async (
  reader: GraphReader,
  { from, to, max, moment }: PathQuery,
): Promise<Subgraph | undefined> => {
  const [start, end] = [await reader.node(from), await reader.node(to)]
  if (!start || !end) return undefined
  if (start.key === end.key) return { ...(await reader.subgraph([], [start.key], moment)), truncated: false }
  const [left, right] = [sideOf(start.key), sideOf(end.key)]
  let truncated = false
  while (left.depth + right.depth < max && left.frontier.length > 0 && right.frontier.length > 0) {
    const [near, far] = left.frontier.length <= right.frontier.length ? [left, right] : [right, left]
    truncated = (await widen(reader, near, moment)) || truncated
    const meeting = meetingOf(near, far)
    if (meeting !== undefined) {
      const back = walkBack(left, meeting).reverse()
      const forth = walkBack(right, meeting)
      const keys = [...back.map(({ key }) => key), meeting, ...forth.map(({ key }) => key)]
      const rows = [...back.map(({ via }) => via), ...forth.map(({ via }) => via)]
      return { ...(await reader.subgraph(rows, keys, moment)), truncated }
    }
    if (left.steps.size + right.steps.size > MAX_SEEN) return { nodes: [], relations: [], truncated: true }
  }
  return { nodes: [], relations: [], truncated }
}

const sideOf = (key: number): Side => ({ steps: new Map([[key, { depth: 0, cost: 0 }]]), frontier: [key], depth: 0 })

/** Goes one step further; true where a node has more relations than are followed. */
const widen = async (reader: GraphReader, side: Side, moment: Moment | undefined): Promise<boolean> => {
  const around = await reader.around({
    keys: side.frontier,
    direction: 'both',
    limit: MAX_FAN_OUT + 1,
    ...(moment === undefined ? {} : { moment }),
  })
  const depth = side.depth + 1
  let truncated = false
  for (const key of side.frontier) {
    const rows = around.get(key) ?? []
    truncated ||= rows.length > MAX_FAN_OUT
    const { cost } = side.steps.get(key)!
    for (const row of rows.slice(0, MAX_FAN_OUT)) {
      const next = otherEnd(row, key)
      const step = { depth, cost: cost + (COSTS[row.type] ?? USUAL_COST), via: row }
      const known = side.steps.get(next)
      if (!known || (known.depth === depth && better(step, known))) side.steps.set(next, step)
    }
  }
  side.depth = depth
  side.frontier = [...side.steps].filter(([, step]) => step.depth === depth).map(([key]) => key)
  return truncated
}

/** A total order of steps that does not depend on how the nodes are numbered. */
const better = (a: Step, b: Step): boolean => {
  if (a.cost !== b.cost) return a.cost < b.cost
  const [one, other] = [a.via!, b.via!]
  return one.position !== other.position ? one.position > other.position : one.n < other.n
}

/** The node at which both sides meet on the shortest way, the cheapest of several. */
const meetingOf = (near: Side, far: Side): number | undefined => {
  let best: { key: number; step: Step } | undefined
  for (const key of near.frontier) {
    const [own, other] = [near.steps.get(key)!, far.steps.get(key)]
    if (!other) continue
    const step = {
      depth: own.depth + other.depth,
      cost: own.cost + other.cost,
      ...(own.via === undefined ? {} : { via: own.via }),
    }
    if (!best || step.depth < best.step.depth || (step.depth === best.step.depth && better(step, best.step)))
      best = { key, step }
  }
  return best?.key
}

/** From a node back to the beginning of a side: each node that comes next, with the relation that leads to it. */
const walkBack = (side: Side, from: number): { key: number; via: RelationRow }[] => {
  const steps: { key: number; via: RelationRow }[] = []
  let key = from
  for (let via = side.steps.get(key)?.via; via; via = side.steps.get(key)?.via) {
    key = otherEnd(via, key)
    steps.push({ key, via })
  }
  return steps
}
