import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Parser, Query, Tree } from '@vscode/tree-sitter-wasm'
import type { Language } from './languages/language.js'

type TreeSitter = typeof import('@vscode/tree-sitter-wasm')

const PACKAGE = '@vscode/tree-sitter-wasm'
const require = createRequire(import.meta.url)

/** A language, ready to be read. */
interface Reader {
  readonly parser: Parser
  readonly query: Query
}

/** Grammars are loaded when the first file of their language comes, once a process. */
const readers = new Map<string, Promise<Reader>>()
let starting: Promise<TreeSitter> | undefined

/** The parser and the query of a language. */
export const readerOf = (language: Language): Promise<Reader> => {
  const known = readers.get(language.grammar)
  if (known) return known
  const opening = open(language)
  readers.set(language.grammar, opening)
  // A file that cannot be read now may be readable later.
  opening.catch(() => readers.delete(language.grammar))
  return opening
}

const open = async (language: Language): Promise<Reader> => {
  starting ??= start()
  const sitter = await starting
  const folder = dirname(require.resolve(PACKAGE))
  const grammar = await sitter.Language.load(join(folder, `tree-sitter-${language.grammar}.wasm`))
  const parser = new sitter.Parser()
  parser.setLanguage(grammar)
  return { parser, query: new sitter.Query(grammar, language.query) }
}

/** Loaded when the first file comes: whoever reads no code pays nothing. */
const start = async (): Promise<TreeSitter> => {
  // NOTE: by require, since an import of this CommonJS package brings its names in some loaders and not in Node's own.
  const sitter = require(PACKAGE) as TreeSitter
  await sitter.Parser.init()
  return sitter
}

/** Parses a text until it is too late; nothing where the time did not suffice. */
export const parseWithin = (parser: Parser, text: string, late: () => boolean): Tree | undefined => {
  const tree = parser.parse(text, null, { progressCallback: late })
  if (tree === null) parser.reset()
  return tree ?? undefined
}
