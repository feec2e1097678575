import { constructOf, wordsOf } from './construct.js'
import { type Syntax, canonical, nodesOf, sizeOf } from './syntax.js'

/** A piece of code that a fix took out. It holds its own nodes only, not the tree that it stood in. */
export interface Piece {
  /** Language as rules name it. */
  readonly language: string
  readonly node: Syntax
  /** Text that the places of the nodes lie in. */
  readonly text: string
  readonly words: ReadonlySet<string>
}

/** A file that a fix repaired, before and after. */
export interface RepairedFile {
  /** Language as rules name it. */
  readonly language: string
  readonly text: string
  readonly before: Syntax
  /** Absent where the fix removed the whole file. */
  readonly after?: Syntax
  /** Lines of `before`, from 1, that the fix removed and that came from the bad change. */
  readonly lines: ReadonlySet<number>
}

/** Pieces of one file, and nodes of one piece. */
const MOST_PIECES = 200
const MOST_NODES = 120

/** The pieces of code that a fix took away: wholly in its removed lines, and found less often afterwards than before. */
export const takePieces = ({ language, before, after, lines, text }: RepairedFile): Piece[] => {
  const removed = [...nodesOf(before)].filter(
    (node) =>
      node.named && node.children.length > 0 && !node.broken && isWithin(node, lines) && sizeOf(node) <= MOST_NODES,
  )
  if (removed.length === 0) return []
  const kinds = new Set(removed.map(({ kind }) => kind))
  const earlier = countsOf(before, kinds)
  const later = after === undefined ? new Map<string, number>() : countsOf(after, kinds)
  const pieces = new Map<string, Piece>()
  for (const node of removed) {
    const key = canonical(node)
    if (pieces.has(key) || pieces.size >= MOST_PIECES || (later.get(key) ?? 0) >= (earlier.get(key) ?? 0)) continue
    const words = new Set(wordsOf(constructOf(node)))
    if (words.size > 0) pieces.set(key, { language, node, text, words })
  }
  return [...pieces.values()]
}

const isWithin = ({ from, to }: Syntax, lines: ReadonlySet<number>): boolean => {
  for (let line = from; line <= to; line++) if (!lines.has(line)) return false
  return true
}

const countsOf = (root: Syntax, kinds: ReadonlySet<string>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const node of nodesOf(root)) {
    if (!kinds.has(node.kind)) continue
    const key = canonical(node)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}
