import { setImmediate as takeTurns } from 'node:timers/promises'
import { type Construct, constructOf, generalise, keyOf, partsOf, weightOf, wordsOf } from './construct.js'
import { covers } from './match.js'
import type { Piece } from './take-pieces.js'

/** A bad change and what its fix took out of it. */
export interface RepairCase {
  /** Identity of the bad change. */
  readonly id: string
  /** Cases of one group count as one. */
  readonly group: string
  /** Identity of the fix: one that repaired several changes counts as one case. */
  readonly fix: string
  /** Pieces of code that it took out, of one language. */
  readonly pieces: readonly Piece[]
}

/** Bounds of the search. */
export interface FindLimits {
  /** Independent cases that a construct must have been removed in. */
  readonly support: number
  /** Pieces that are compared with one another. Default 200,000. */
  readonly comparisons?: number
  /** Constructs given back. Default 60. */
  readonly constructs?: number
  /** Ends the search early. */
  readonly signal?: AbortSignal
}

/** A construct that fixes removed. */
export interface FoundConstruct {
  readonly construct: Construct
  /** Text that the construct's places lie in. */
  readonly text: string
  /** Cases in which it was removed, in the order that they were given. */
  readonly cases: readonly string[]
}

interface Pieces {
  readonly id: string
  readonly group: string
  readonly fix: string
  readonly byKind: ReadonlyMap<string, readonly Piece[]>
}

/** A construct on its way. */
interface Draft {
  readonly construct: Construct
  readonly text: string
}

/**
 * What at least so many independent fixes removed, each construct as specific as all its cases allow; those that more
 * cases and more tokens speak for come first. The same cases in the same order give the same answer. Others have their turn
 * meanwhile. Rejects by the signal only.
 */
export const findConstructs = async (cases: readonly RepairCase[], limits: FindLimits): Promise<FoundConstruct[]> => {
  const all = cases.map(sorted)
  const pause = pauses(limits.signal)
  const meter = { left: limits.comparisons ?? 200_000 }
  const drafts = new Map<string, Draft>()
  const found = new Map<string, FoundConstruct>()
  const add = ({ construct, text }: Draft): boolean => {
    const key = keyOf(construct)
    if (drafts.has(key) || wordsOf(construct).length === 0) return false
    drafts.set(key, { construct, text })
    const covered = all.filter((one) => isIn(construct, one))
    if (independent(covered) >= limits.support) found.set(key, { construct, text, cases: covered.map(({ id }) => id) })
    return true
  }
  // Two cases first; what only two have in common is held against every other one, which may make it cover a third.
  for (const [place, one] of all.entries())
    for (const other of all.slice(place + 1).filter(({ group, fix }) => group !== one.group && fix !== one.fix))
      for (const piece of [...one.byKind.values()].flat()) {
        await pause()
        for (const again of alike(piece, other, meter)) {
          const construct = generalise(constructOf(piece.node), again.node)
          if (construct && add({ construct, text: piece.text })) widen({ construct, text: piece.text }, all, meter, add)
        }
      }
  return rank([...found.values()]).slice(0, limits.constructs ?? 60)
}

/** How many independent cases there are at least: other authors or days, and other fixes. */
export const independent = (cases: readonly { readonly group: string; readonly fix: string }[]): number =>
  Math.min(new Set(cases.map(({ group }) => group)).size, new Set(cases.map(({ fix }) => fix)).size)

/** Milliseconds of work after which others have their turn. */
const TURN_MS = 20

const pauses = (signal: AbortSignal | undefined): (() => Promise<void>) => {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < TURN_MS) return
    await takeTurns()
    signal?.throwIfAborted()
    began = performance.now()
  }
}

const widen = (draft: Draft, all: readonly Pieces[], meter: { left: number }, add: (draft: Draft) => boolean): void => {
  const words = new Set(wordsOf(draft.construct))
  const kind = draft.construct.is === 'node' ? draft.construct.kind : ''
  for (const other of all) {
    if (isIn(draft.construct, other)) continue
    for (const piece of other.byKind.get(kind) ?? []) {
      if (meter.left-- <= 0) return
      if (![...piece.words].some((word) => words.has(word))) continue
      const construct = generalise(draft.construct, piece.node)
      if (construct) add({ construct, text: draft.text })
    }
  }
}

/** Pieces of another case that could be of the same construct: of the same kind, with a token in common. */
const alike = (piece: Piece, other: Pieces, meter: { left: number }): Piece[] => {
  const same = other.byKind.get(piece.node.kind) ?? []
  return same.filter((one) => meter.left-- > 0 && [...one.words].some((word) => piece.words.has(word)))
}

const isIn = (construct: Construct, { byKind }: Pieces): boolean => {
  const kind = construct.is === 'node' ? construct.kind : ''
  return (byKind.get(kind) ?? []).some(({ node }) => covers(construct, node))
}

const sorted = ({ id, group, fix, pieces }: RepairCase): Pieces => {
  const byKind = new Map<string, Piece[]>()
  for (const piece of pieces) byKind.set(piece.node.kind, [...(byKind.get(piece.node.kind) ?? []), piece])
  return { id, group, fix, byKind }
}

/** More cases first, then more words, then fewer parts: a call before the statement that is nothing but the call. */
const rank = (found: readonly FoundConstruct[]): FoundConstruct[] =>
  found
    .map((one) => ({ one, weight: weightOf(one.construct), parts: partsOf(one.construct), key: keyOf(one.construct) }))
    .sort(
      (a, b) =>
        b.one.cases.length - a.one.cases.length ||
        b.weight - a.weight ||
        a.parts - b.parts ||
        (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
    )
    .map(({ one }) => one)
