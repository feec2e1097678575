import type { Node, QueryMatch } from '@vscode/tree-sitter-wasm'
import { parseWithin, readerOf } from './grammars.js'
import { languageOf } from './languages/all.js'
import type { CodeImport, CodeReference, CodeSymbol, SourceIndex, SymbolKind } from './source.js'

/** Bounds of what one file may cost. */
export interface SourceLimits {
  /** Largest file that is parsed, in bytes. Default 1 MiB: what is larger is made by machines. */
  readonly bytes?: number
  /** Longest time for one file, in milliseconds. Default 2,000. */
  readonly milliseconds?: number
  /** Most symbols, imports and references each. Default 5,000. */
  readonly items?: number
}

const DEFINITIONS: Readonly<Record<string, SymbolKind>> = {
  function: 'function',
  method: 'method',
  class: 'class',
  interface: 'interface',
  type: 'type',
  enum: 'enum',
  module_definition: 'module',
}

/** Reads what is defined, brought in and used in a file. Never throws over its content: what cannot be read is left out, and `whole` says so. */
export const indexSource = async (path: string, text: string, limits: SourceLimits = {}): Promise<SourceIndex> => {
  const { bytes = 1_048_576, milliseconds = 2000, items = 5000 } = limits
  const language = languageOf(path)
  if (!language) return { ...nothing('text'), whole: true }
  if (Buffer.byteLength(text) > bytes) return nothing(language.name)
  const { parser, query } = await readerOf(language)
  const end = performance.now() + milliseconds
  // Both parsing and searching may take the square of what hostile nesting gives them.
  const late = (): boolean => performance.now() > end
  const tree = parseWithin(parser, text, late)
  if (!tree) return nothing(language.name)
  try {
    const matches = query.matches(tree.rootNode, { matchLimit: items * 8, progressCallback: late })
    const found = gather(matches, items)
    const whole = !tree.rootNode.hasError && found.whole && !late() && !query.didExceedMatchLimit()
    return { language: language.name, ...found, whole }
  } finally {
    tree.delete()
  }
}

const nothing = (language: string): SourceIndex => ({
  language,
  symbols: [],
  imports: [],
  references: [],
  whole: false,
})

interface Definition {
  readonly node: Node
  readonly kind: SymbolKind
  readonly own: string
}

const gather = (matches: readonly QueryMatch[], items: number): Omit<SourceIndex, 'language'> => {
  const definitions: Definition[] = []
  const imports = new Map<number, { module: string; names: Set<string>; line: number }>()
  const uses: { node: Node; kind: CodeReference['kind'] }[] = []
  for (const match of matches) {
    const nodes = new Map(match.captures.map(({ name, node }) => [name, node]))
    const kind = match.captures.map(({ name }) => DEFINITIONS[name]).find((one) => one !== undefined)
    const name = nodes.get('name')
    if (kind !== undefined && name) definitions.push(definitionOf(match, kind, name))
    const module = nodes.get('module')
    if (nodes.has('import') && module) addImport(imports, module, nodes.get('imported'))
    for (const use of ['call', 'inherit'] as const) {
      const node = nodes.get(use)
      if (node) uses.push({ node, kind: use })
    }
  }
  const named = nameAll(definitions)
  const symbols = named.map(({ symbol }) => symbol)
  return {
    symbols: symbols.slice(0, items),
    imports: [...imports.values()]
      .slice(0, items)
      .map(({ names, ...rest }): CodeImport => ({ ...rest, names: [...names] })),
    references: uses.slice(0, items).map((use) => referenceOf(use, named)),
    whole: [symbols.length, imports.size, uses.length].every((count) => count <= items),
  }
}

const definitionOf = (match: QueryMatch, kind: SymbolKind, name: Node): Definition => {
  const node = match.captures.find((capture) => DEFINITIONS[capture.name] !== undefined)!.node
  const owner = match.captures.find((capture) => capture.name === 'owner')?.node.text
  const own = name.text.replaceAll('::', '.')
  return { node, kind, own: owner === undefined ? own : `${owner}.${own}` }
}

const addImport = (
  imports: Map<number, { module: string; names: Set<string>; line: number }>,
  module: Node,
  imported: Node | undefined,
): void => {
  const known = imports.get(module.startIndex) ?? {
    module: module.text.replace(/^["'`<]|["'`>]$/g, ''),
    names: new Set<string>(),
    line: lineOf(module),
  }
  if (imported) known.names.add(imported.text)
  imports.set(module.startIndex, known)
}

interface Named {
  readonly symbol: CodeSymbol
  readonly node: Node
}

/** Names each definition after those around it. In the order of the file, so that what is around comes first. */
const nameAll = (definitions: readonly Definition[]): Named[] => {
  const order = [...definitions].sort(
    (one, other) => one.node.startIndex - other.node.startIndex || other.node.endIndex - one.node.endIndex,
  )
  const open: Named[] = []
  const named: Named[] = []
  for (const { node, kind, own } of order) {
    while (open.length > 0 && open.at(-1)!.node.endIndex <= node.startIndex) open.pop()
    const around = open.at(-1)
    // Two patterns may find one definition.
    if (around && around.node.id === node.id) continue
    const name = around ? `${around.symbol.name}.${own}` : own
    const member = kind === 'function' && around && MEMBERS.has(around.symbol.kind)
    const symbol = { name, kind: member ? 'method' : kind, from: lineOf(node), to: node.endPosition.row + 1 } as const
    const one = { symbol, node }
    named.push(one)
    open.push(one)
  }
  return named
}

const MEMBERS: ReadonlySet<SymbolKind> = new Set(['class', 'interface', 'module'])

const referenceOf = (
  { node, kind }: { node: Node; kind: CodeReference['kind'] },
  named: readonly Named[],
): CodeReference => {
  const within = innermost(node, named)
  return { name: node.text, kind, ...(within === undefined ? {} : { within }), line: lineOf(node) }
}

/** NOTE: linear in the symbols that begin before; files with thousands of both are cut by the bound on items. */
const innermost = (node: Node, named: readonly Named[]): string | undefined => {
  let [low, high] = [0, named.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (named[middle]!.node.startIndex <= node.startIndex) low = middle + 1
    else high = middle
  }
  for (let at = low - 1; at >= 0; at--) if (named[at]!.node.endIndex >= node.endIndex) return named[at]!.symbol.name
  return undefined
}

const lineOf = (node: Node): number => node.startPosition.row + 1
