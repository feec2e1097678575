import { isUuid, type MeshEvent } from '@heimgewebe/contracts'
import type { LogReader } from './log-reader.js'

/** An event and what it led to. */
export interface CausationNode {
  readonly event: MeshEvent
  readonly effects: CausationNode[]
}

/** Where an event comes from and what came of it. */
export interface CausationTree {
  /** Its causes, the first one first; empty for an event that nothing in the log caused. */
  readonly causes: readonly MeshEvent[]
  readonly tree: CausationNode
  /** False where the bound cut something off. */
  readonly complete: boolean
}

/**
 * The causation tree of an event, of at most `most` events with it and its causes. A tool outside may name any event as a
 * cause, its own effect too: an event that was met before is not followed again.
 */
export const causationTree = async (
  reader: Pick<LogReader, 'byId' | 'effectsOf'>,
  event: MeshEvent,
  most: number,
): Promise<CausationTree> => {
  const met = new Set([event.id])
  const causes: MeshEvent[] = []
  let cause = event.causationid
  while (cause !== undefined && isUuid(cause) && !met.has(cause) && met.size < most) {
    const found = await reader.byId(cause)
    if (!found) break
    met.add(found.id)
    causes.unshift(found)
    cause = found.causationid
  }
  let complete = cause === undefined || met.has(cause) || met.size < most
  const tree: CausationNode = { event, effects: [] }
  let level = new Map([[event.id, tree]])
  while (level.size > 0) {
    const room = most - met.size
    const effects = await reader.effectsOf([...level.keys()], room + 1)
    const next = new Map<string, CausationNode>()
    for (const effect of effects) {
      if (met.has(effect.id)) continue
      if (met.size >= most) break
      met.add(effect.id)
      const node: CausationNode = { event: effect, effects: [] }
      level.get(effect.causationid!)!.effects.push(node)
      next.set(effect.id, node)
    }
    const full = met.size >= most
    if (effects.length > room || (full && next.size > 0)) complete = false
    level = full ? new Map() : next
  }
  return { causes, tree, complete }
}
