import { type Construct, type Hole, keyOf } from './construct.js'
import type { RuleLanguage } from './rule-languages.js'
import { type Syntax, nodesOf, readAs } from './syntax.js'

/** A construct as text in the form of ast-grep: code with `$A` for one node and `$$$A` for any number of them. */
export interface Pattern {
  readonly pattern: string
  /** Where the code cannot stand alone: code around the pattern (the text is then in here), and the kind that is meant. */
  readonly selector?: string
  /** What has to stand at a hole, by its name without the dollar. */
  readonly constraints: Readonly<Record<string, Hole>>
}

/** A pattern as it was made. */
export interface WrittenPattern extends Pattern {
  /** The construct alone, for people. */
  readonly code: string
}

/** A letter that every grammar takes in a name, in the place of the dollar, which most do not. */
const STAND_IN = 'µ'
const HOLE = /^(µ|µµµ)([A-Z][A-Z0-9_]*)$/
/** What would be read as a hole although it is code of somebody. */
const LOOKS_LIKE_HOLE = /\$[A-Z_$]|µ/
const MOST_TEXT = 2000

/** Writes a construct as text; undefined where it cannot be written so that it is read as the same again. */
export const writePattern = async (
  construct: Construct,
  text: string,
  language: RuleLanguage,
): Promise<WrittenPattern | undefined> => {
  const source = text.slice(construct.start, construct.end)
  const { code, constraints } = withHoles(construct, text)
  if (code.length > MOST_TEXT || LOOKS_LIKE_HOLE.test(source)) return undefined
  const wanted = keyOf(construct)
  const kind = construct.is === 'node' ? construct.kind : ''
  const codes = new Set([dedent(code, columnOf(text, construct.start)), code])
  const tries = [...codes].flatMap((one): WrittenPattern[] => [
    { pattern: one, constraints, code: one },
    ...language.around.map((around) => ({
      pattern: around.replace('%', () => one),
      selector: kind,
      constraints,
      code: one,
    })),
  ])
  for (const pattern of tries) {
    const read = await readPattern(pattern, language)
    if (read && keyOf(read) === wanted) return pattern
  }
  return undefined
}

/** Reads a text as a construct; undefined where it is not code of the language. */
export const readPattern = async (pattern: Pattern, language: RuleLanguage): Promise<Construct | undefined> => {
  if (pattern.pattern.includes(STAND_IN)) return undefined
  const code = pattern.pattern.replaceAll(/\$(?=[A-Z$])/g, STAND_IN)
  const reading = await readAs(language.language, code, { bytes: 16_384 })
  if (reading.state === 'unreadable' || reading.root.broken) return undefined
  const { selector } = pattern
  const root = selector === undefined ? innermost(reading.root) : findKind(reading.root, selector)
  return root && root.children.length > 0 ? toConstruct(root, code, pattern.constraints) : undefined
}

/** A pattern as it can be read: alone, else with code of the language around it. Undefined where it is no code of it. */
export const placePattern = async (code: string, language: RuleLanguage): Promise<Pattern | undefined> => {
  if (code.length > MOST_TEXT || code.includes(STAND_IN)) return undefined
  const alone: Pattern = { pattern: code, constraints: {} }
  if (await readPattern(alone, language)) return alone
  for (const around of language.around) {
    const pattern = around.replace('%', () => code)
    const start = around.indexOf('%')
    const reading = await readAs(language.language, pattern.replaceAll(/\$(?=[A-Z$])/g, STAND_IN), { bytes: 16_384 })
    if (reading.state === 'unreadable' || reading.root.broken) continue
    for (const node of nodesOf(reading.root))
      if (node.named && node.start === start && node.end === start + code.length)
        return { pattern, selector: node.kind, constraints: {} }
  }
  return undefined
}

/** The code itself, without the file and the statement that hold nothing else. */
const innermost = (node: Syntax): Syntax => {
  let inner = node
  while (inner.children.length === 1) inner = inner.children[0]!
  return inner
}

const findKind = (root: Syntax, kind: string): Syntax | undefined => {
  for (const node of nodesOf(root)) if (node.kind === kind) return node
  return undefined
}

const toConstruct = (node: Syntax, code: string, constraints: Pattern['constraints']): Construct => {
  const { kind, named, text, start, end } = node
  const [, sign, name = ''] = (named && HOLE.exec(code.slice(start, end))) || []
  if (sign === 'µµµ') return { is: 'rest', start, end }
  if (sign === 'µ') {
    const hole = Object.hasOwn(constraints, name) ? constraints[name] : undefined
    return { is: 'hole', id: name, ...hole, start, end }
  }
  if (node.children.length === 0) return { is: 'leaf', kind, named, text, start, end }
  return { is: 'node', kind, children: node.children.map((child) => toConstruct(child, code, constraints)), start, end }
}

/** The text of a construct with its holes named A, B, C in their order. */
const withHoles = (construct: Construct, text: string): { code: string; constraints: Record<string, Hole> } => {
  const names = new Map<string, string>()
  const constraints: Record<string, Hole> = {}
  let code = ''
  let at = construct.start
  const put = (part: Construct, hole: string): void => {
    code += text.slice(at, part.start) + hole
    at = part.end
  }
  const walk = (part: Construct): void => {
    if (part.is === 'node') part.children.forEach(walk)
    if (part.is === 'rest') put(part, `$$$${nameOf(names, `rest ${part.start}`)}`)
    if (part.is !== 'hole') return
    const name = nameOf(names, part.id)
    put(part, `$${name}`)
    const { kind, has } = part
    if (kind !== undefined) constraints[name] = { kind, ...(has === undefined ? {} : { has }) }
  }
  walk(construct)
  return { code: code + text.slice(at, construct.end), constraints }
}

const nameOf = (names: Map<string, string>, id: string): string => {
  const known = names.get(id)
  if (known !== undefined) return known
  const place = names.size
  const name = place < 26 ? String.fromCharCode(65 + place) : `H${place}`
  names.set(id, name)
  return name
}

const columnOf = (text: string, start: number): number => start - text.lastIndexOf('\n', start - 1) - 1

/** Lines after the first lose the blanks that their piece of code stood behind. */
const dedent = (code: string, column: number): string =>
  code.replaceAll(/\n[ \t]+/g, (blanks) => `\n${blanks.slice(1 + column)}`)
