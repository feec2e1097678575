import { type Syntax, canonical } from './syntax.js'

/** What may stand at the place of a hole. */
export interface Hole {
  /** Only nodes of this kind; any with a name when absent. */
  readonly kind?: string
  /** Only nodes with a child of this kind. */
  readonly has?: string
}

/** A piece of code with holes: what several pieces of code have in common. */
export type Construct =
  | {
      readonly is: 'leaf'
      readonly kind: string
      readonly named: boolean
      readonly text: string
      readonly start: number
      readonly end: number
    }
  | {
      readonly is: 'node'
      readonly kind: string
      readonly children: readonly Construct[]
      readonly start: number
      readonly end: number
    }
  /** One node with a name; the same `id` twice is the same code twice. */
  | ({ readonly is: 'hole'; readonly id: string; readonly start: number; readonly end: number } & Hole)
  /** Any number of nodes. */
  | { readonly is: 'rest'; readonly start: number; readonly end: number }

/** Kinds whose inside is a text of its own: they are the same or a hole. */
const TEXTS = /string|char_literal|regex|heredoc|comment/
/** Parts of such a text that say nothing of it. */
const PLAIN = /fragment|content|escape|string_start|string_end/
/** Kinds that only refer to something; which kind it is says nothing of what was wrong. */
const REFERENCES =
  /identifier|^member_expression$|^attribute$|^field_expression$|^selector_expression$|^field_access$|^this$|^self$|^dotted_name$|^scoped_identifier$|^type_identifier$/
const PUNCTUATION = /^[\s()[\]{}<>.,;:'"`$#\\]*$/

/** Kinds that give a name to something: which name somebody gave says nothing of what was wrong. */
const BINDINGS = /declarator$|assignment|^let_declaration$|^short_var_declaration$/

/** A piece of code as it is; only the names that it gives are holes already. */
export const constructOf = (node: Syntax): Construct => {
  const { kind, named, text, start, end } = node
  if (node.children.length === 0) return { is: 'leaf', kind, named, text, start, end }
  const given = BINDINGS.test(kind) ? node.children.find((child) => child.named) : undefined
  const children = node.children.map((child): Construct => {
    const part = constructOf(child)
    return child === given && part.is === 'leaf'
      ? { is: 'hole', id: textOf(part), start: part.start, end: part.end }
      : part
  })
  return { is: 'node', kind, children, start, end }
}

/**
 * The most specific construct that covers a construct and a node (their least general generalisation); undefined where
 * only a hole would be left. What differs becomes a hole, the same difference twice the same hole.
 */
export const generalise = (one: Construct, other: Syntax): Construct | undefined => {
  const both = merge(one, other)
  return both?.is === 'node' ? both : undefined
}

/** Undefined where the two are tokens that differ: then what is around them differs. */
const merge = (one: Construct, other: Syntax): Construct | undefined => {
  if (one.is === 'rest') return one
  if (one.is === 'hole') return other.named ? holeFor(one, other, one) : undefined
  if (one.is === 'leaf') {
    if (other.children.length === 0 && other.kind === one.kind && other.text === one.text) return one
    return one.named && other.named ? holeFor(one, other, ownHole(one.kind, [])) : undefined
  }
  if (!other.named) return undefined
  if (one.kind === other.kind) {
    const children = mergeChildren(one, other)
    if (children) return { ...one, children }
  }
  return holeFor(one, other, ownHole(one.kind, one.children))
}

const mergeChildren = (one: Extract<Construct, { is: 'node' }>, other: Syntax): readonly Construct[] | undefined => {
  if (TEXTS.test(one.kind)) return textOf(one) === canonical(other) ? one.children : undefined
  const [first, last] = [one.children[0], one.children.at(-1)]
  if (one.children.length === other.children.length && !one.children.some(({ is }) => is === 'rest')) {
    const children = one.children.map((child, at) => merge(child, other.children[at]!))
    if (children.every((child) => child !== undefined))
      // Holes and dots alone say no more than the kind does; a list in brackets says how many there are.
      return children.some(saysSomething) || isBracket(first) ? children : undefined
  }
  // A list in brackets of another length: the brackets with anything between them.
  const [open, close] = [other.children[0], other.children.at(-1)]
  if (!isBracket(first) || !isBracket(last) || open?.text !== first.text || close?.text !== last.text) return undefined
  if (first === last) return undefined
  return [first, { is: 'rest', start: first.end, end: last.start }, last]
}

const isBracket = (part: Construct | undefined): part is Extract<Construct, { is: 'leaf' }> =>
  part?.is === 'leaf' && !part.named && /^[([{})\]]$/.test(part.text)

const saysSomething = (part: Construct): boolean => part.is === 'node' || wordsOf(part).length > 0

const ownHole = (kind: string, children: readonly Construct[]): Hole => {
  if (REFERENCES.test(kind)) return {}
  const inside = children.flatMap((child) =>
    child.is === 'node' || (child.is === 'leaf' && child.named) ? [child.kind] : [],
  )
  const has = TEXTS.test(kind) ? inside.filter((one) => !PLAIN.test(one)).sort()[0] : undefined
  return { kind, ...(has === undefined ? {} : { has }) }
}

/** A hole for what two pieces have in common at least; its name is what it stands for in each of them. */
const holeFor = (one: Construct, other: Syntax, { kind, has }: Hole): Construct => {
  const sameKind = kind !== undefined && kind === other.kind
  const sameInside = sameKind && has !== undefined && other.children.some((child) => child.kind === has)
  const id = `${one.is === 'hole' ? one.id : textOf(one)}|${canonical(other)}`
  return {
    is: 'hole',
    id,
    ...(sameKind ? { kind } : {}),
    ...(sameInside ? { has } : {}),
    start: one.start,
    end: one.end,
  }
}

const textOf = (part: Construct): string => {
  if (part.is === 'leaf') return `${part.kind}=${JSON.stringify(part.text)}`
  if (part.is === 'node') return `${part.kind}(${part.children.map(textOf).join(' ')})`
  return part.is === 'rest' ? '…' : `[${part.id}]`
}

/** A text that two constructs share where they cover the same code: holes are counted, not named. */
export const keyOf = (construct: Construct): string => {
  const names = new Map<string, number>()
  const write = (part: Construct): string => {
    if (part.is === 'leaf' || part.is === 'rest') return textOf(part)
    if (part.is === 'node') return `${part.kind}(${part.children.map(write).join(' ')})`
    if (!names.has(part.id)) names.set(part.id, names.size)
    return `$${names.get(part.id)!}:${part.kind ?? ''}:${part.has ?? ''}`
  }
  return write(construct)
}

/** Tokens of a construct that say what it is about: names, words and operators, no brackets. */
export const wordsOf = (construct: Construct): string[] => {
  if (construct.is === 'leaf') return PUNCTUATION.test(construct.text) ? [] : [construct.text]
  return construct.is === 'node' ? construct.children.flatMap(wordsOf) : []
}

/**
 * How much a construct says of what was wrong: its names and values, what its holes demand, and that something with a name
 * is called. Key words and operators around it say how it was used.
 */
export const weightOf = (construct: Construct, holes = new Set<string>()): number => {
  if (construct.is === 'leaf') return construct.named ? wordsOf(construct).length : 0
  if (construct.is === 'rest') return 0
  if (construct.is === 'hole') {
    const isAgain = holes.has(construct.id)
    holes.add(construct.id)
    return isAgain || construct.kind !== undefined ? 0.5 : 0
  }
  const weights = construct.children.map((child) => weightOf(child, holes))
  const isCalled = construct.children.some((child, at) => isList(child) && (weights[at - 1] ?? 0) > 0)
  return weights.reduce((sum, one) => sum + one, isCalled ? 0.5 : 0)
}

const isList = (part: Construct): boolean => part.is === 'node' && isBracket(part.children[0])

/** Number of parts of a construct. */
export const partsOf = (construct: Construct): number =>
  construct.is === 'node' ? construct.children.reduce((sum, child) => sum + partsOf(child), 1) : 1

/** Whether one construct stands in another one, which only says more of what is around it. */
export const isWithin = (inner: Construct, outer: Construct): boolean => {
  const wanted = keyOf(inner)
  const has = (part: Construct): boolean => part.is === 'node' && (keyOf(part) === wanted || part.children.some(has))
  return has(outer) && keyOf(outer) !== wanted
}
