import type { Construct } from './construct.js'
import { type Syntax, canonical, nodesOf } from './syntax.js'

/** Steps that the search for one construct in one file may take. */
const MOST_STEPS = 2_000_000

/** A search that took too many steps. */
export class TooManySteps extends Error {
  override readonly name = 'TooManySteps'
}

interface Search {
  steps: number
  readonly bound: Map<string, Syntax>
}

/** Whether a construct covers a node. Throws `TooManySteps`. */
export const covers = (construct: Construct, node: Syntax): boolean => {
  const search = { steps: 0, bound: new Map<string, Syntax>() }
  return !node.broken && fits(construct, node, search)
}

/** The nodes of a tree by their kind, in the order of the text: one walk for many searches. */
export type Kinds = ReadonlyMap<string, readonly Syntax[]>

/** Sorts the nodes of a tree by their kind. */
export const kindsOf = (root: Syntax): Kinds => {
  const kinds = new Map<string, Syntax[]>()
  for (const node of nodesOf(root)) {
    const alike = kinds.get(node.kind)
    if (alike) alike.push(node)
    else kinds.set(node.kind, [node])
  }
  return kinds
}

/** The nodes that a construct covers, in the order of the text. Throws `TooManySteps`. */
export const findAll = (construct: Construct, kinds: Kinds): Syntax[] => {
  const kind = construct.is === 'node' ? construct.kind : ''
  let steps = 0
  return (kinds.get(kind) ?? []).filter((node) => {
    const search = { steps, bound: new Map<string, Syntax>() }
    const isFound = !node.broken && fits(construct, node, search)
    steps = search.steps
    return isFound
  })
}

const fits = (part: Construct, node: Syntax, search: Search): boolean => {
  if (++search.steps > MOST_STEPS) throw new TooManySteps('the search takes too long')
  switch (part.is) {
    case 'leaf':
      return node.children.length === 0 && part.kind === node.kind && part.text === node.text
    case 'hole':
      return fitsHole(part, node, search)
    case 'rest':
      return true
    case 'node':
      return part.kind === node.kind && fitChildren(part.children, node.children, search)
  }
}

const fitsHole = (part: Extract<Construct, { is: 'hole' }>, node: Syntax, { bound }: Search): boolean => {
  if (!node.named || (part.kind !== undefined && part.kind !== node.kind)) return false
  if (part.has !== undefined && !node.children.some(({ kind }) => kind === part.has)) return false
  const before = bound.get(part.id)
  if (before !== undefined) return canonical(before) === canonical(node)
  bound.set(part.id, node)
  return true
}

/**
 * Every part has its node, in order. Tokens and comments that no part asks for are passed over, and
 * so is what follows the last part, such as the message of an assertion: ast-grep does the same.
 */
const fitChildren = (parts: readonly Construct[], nodes: readonly Syntax[], search: Search): boolean => {
  let at = 0
  for (const [place, part] of parts.entries()) {
    if (part.is === 'rest') {
      const after = parts.slice(place + 1)
      for (let next = nodes.length; next >= at; next--) {
        const bound = new Map(search.bound)
        if (fitChildren(after, nodes.slice(next), search)) return true
        // A try that failed leaves no trace.
        search.bound.clear()
        for (const [id, stood] of bound) search.bound.set(id, stood)
      }
      return false
    }
    while (at < nodes.length && !fits(part, nodes[at]!, search)) {
      if (!isPassedOver(nodes[at]!)) return false
      at++
    }
    if (at >= nodes.length) return false
    at++
  }
  return true
}

const isPassedOver = ({ named, kind }: Syntax): boolean => !named || kind.includes('comment')
