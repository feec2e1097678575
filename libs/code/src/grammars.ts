import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Language as Grammar, Parser, Query, type Tree } from '@vscode/tree-sitter-wasm'
import type { Language } from './languages/language.js'

/** A language, ready to be read. */
interface Reader {
  readonly parser: Parser
  readonly query: Query
}

const FOLDER = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'))

/** Grammars are loaded when the first file of their language comes, once a process. */
const readers = new Map<string, Promise<Reader>>()
let started: Promise<void> | undefined

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
  started ??= Parser.init()
  await started
  const grammar = await Grammar.load(join(FOLDER, `tree-sitter-${language.grammar}.wasm`))
  const parser = new Parser()
  parser.setLanguage(grammar)
  return { parser, query: new Query(grammar, language.query) }
}

/** Parses a text until it is too late; nothing where the time did not suffice. */
export const parseWithin = (parser: Parser, text: string, late: () => boolean): Tree | undefined => {
  const tree = parser.parse(text, null, { progressCallback: late })
  if (tree === null) parser.reset()
  return tree ?? undefined
}
