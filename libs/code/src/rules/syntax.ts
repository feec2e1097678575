import type { Tree, TreeCursor } from '@vscode/tree-sitter-wasm'
import { parseWithin, readerOf } from '../grammars.js'
import { languageOf } from '../languages/all.js'
import type { Language } from '../languages/language.js'

/** A node of a syntax tree as plain data. Same text, same tree. */
export interface Syntax {
  /** As the grammar calls it; of a token without a name, its text. */
  readonly kind: string
  readonly named: boolean
  /** Its own text, where it has no children; else empty. */
  readonly text: string
  readonly children: readonly Syntax[]
  /** Place in the text, in UTF-16 units. */
  readonly start: number
  readonly end: number
  /** First and last line, from 1. */
  readonly from: number
  readonly to: number
  /** True where the text in it is not of the language. */
  readonly broken: boolean
}

/** Bounds of what one file may cost. */
export interface SyntaxLimits {
  /** Largest file, in bytes. Default 512 KiB. */
  readonly bytes?: number
  /** Longest time for one file, in milliseconds. Default 2,000. */
  readonly milliseconds?: number
  /** Most nodes of one file. Default 200,000. */
  readonly nodes?: number
  /** Only what is near these lines, from 1: nodes that lie wholly elsewhere are left out. Default: all. */
  readonly near?: ReadonlySet<number>
}

/** A file as a tree, or why there is none. */
export type Reading =
  | { readonly state: 'read'; readonly language: string; readonly text: string; readonly root: Syntax }
  | { readonly state: 'unreadable'; readonly why: string }

/** Depth beyond which a tree is not followed: nobody wrote that by hand. */
const MOST_DEPTH = 400

/** Reads a file as the language of its ending. Never throws over its content. */
export const readSyntax = async (path: string, text: string, limits: SyntaxLimits = {}): Promise<Reading> => {
  const language = languageOf(path)
  return language ? readAs(language, text, limits) : { state: 'unreadable', why: 'there is no grammar for it' }
}

/** Reads a text as a language. Never throws over its content. */
export const readAs = async (language: Language, text: string, limits: SyntaxLimits = {}): Promise<Reading> => {
  const { bytes = 524_288, milliseconds = 2000, nodes = 200_000, near } = limits
  const unreadable = (why: string): Reading => ({ state: 'unreadable', why })
  if (Buffer.byteLength(text) > bytes) return unreadable(`it is larger than ${bytes} bytes`)
  const { parser } = await readerOf(language)
  const end = performance.now() + milliseconds
  const tree = parseWithin(parser, text, () => performance.now() > end)
  if (!tree) return unreadable(`it took longer than ${milliseconds} ms`)
  try {
    const root = copyTree(tree, { text, left: nodes, isWanted: near === undefined ? () => true : nearTo(near) })
    return root
      ? { state: 'read', language: language.grammar, text, root }
      : unreadable(`it has more than ${nodes} nodes, or is nested too deeply`)
  } finally {
    tree.delete()
  }
}

/** A copy on its way. */
interface Copy {
  readonly text: string
  /** Nodes that may follow. */
  left: number
  readonly isWanted: (from: number, to: number) => boolean
}

/** Lines around those that are wanted: a construct of more than that is not searched for. */
const MARGIN = 100

const nearTo = (lines: ReadonlySet<number>): Copy['isWanted'] => {
  const sorted = [...lines].sort((a, b) => a - b)
  return (from, to) => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sorted[middle]! < from - MARGIN) low = middle + 1
      else high = middle
    }
    return low < sorted.length && sorted[low]! <= to + MARGIN
  }
}

const copyTree = (tree: Tree, copy: Copy): Syntax | undefined => {
  const cursor = tree.walk()
  try {
    return copyNode(cursor, copy, 0)
  } finally {
    cursor.delete()
  }
}

/** Undefined where there are too many nodes, or they are nested too deeply. */
const copyNode = (cursor: TreeCursor, copy: Copy, depth: number): Syntax | undefined => {
  if (depth > MOST_DEPTH || copy.left-- <= 0) return undefined
  const { nodeType: kind, nodeIsNamed: named, startIndex: start, endIndex: end } = cursor
  const from = cursor.startPosition.row + 1
  const to = cursor.endPosition.row + 1
  const own = kind === 'ERROR' || cursor.nodeIsMissing
  const children: Syntax[] = []
  if (cursor.gotoFirstChild()) {
    do {
      if (!copy.isWanted(cursor.startPosition.row + 1, cursor.endPosition.row + 1)) continue
      const child = copyNode(cursor, copy, depth + 1)
      if (!child) return undefined
      children.push(child)
    } while (cursor.gotoNextSibling())
    cursor.gotoParent()
  }
  const broken = own || children.some((child) => child.broken)
  const text = children.length === 0 ? copy.text.slice(start, end) : ''
  return { kind, named, text, children, start, end, from, to, broken }
}

/** Every node of a tree, those around before those inside. */
export function* nodesOf(root: Syntax): Generator<Syntax> {
  const open: Syntax[] = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    yield node
    for (let at = node.children.length - 1; at >= 0; at--) open.push(node.children[at]!)
  }
}

/** A text that two nodes share exactly where they are the same but for blanks. */
export const canonical = (node: Syntax): string =>
  node.children.length === 0
    ? `${node.kind}=${JSON.stringify(node.text)}`
    : `${node.kind}(${node.children.map(canonical).join(' ')})`

/** Number of nodes in a tree. */
export const sizeOf = (node: Syntax): number => node.children.reduce((sum, child) => sum + sizeOf(child), 1)
