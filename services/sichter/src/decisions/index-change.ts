import type { Change } from './change.js'
import { functionsOf } from './remember-change.js'
import { partsOf, termsOf, termsOfPath, withoutTrailers } from './split-terms.js'
import { addTerms, IN, type TermIndex } from './term-index.js'

/** Terms kept of one change, and how many of them may come from its lines: a bulk change costs no more than a large one. */
const MOST_TERMS = 700
const MOST_TOKENS = 400
const MOST_PATHS = 60

/** Puts a change into the index: the words of its message, its paths and functions, and the identifiers of its lines. */
export const indexChange = (index: TermIndex, number: number, change: Change): void => {
  const terms = new Map<string, number>()
  const add = (term: string, place: number): void => {
    const known = terms.get(term)
    if (known !== undefined || terms.size < MOST_TERMS) terms.set(term, (known ?? 0) | place)
  }
  for (const term of termsOf(change.title).keys()) add(term, IN.title)
  for (const { path } of change.files.slice(0, MOST_PATHS)) for (const term of termsOfPath(path)) add(term, IN.path)
  for (const file of change.files.slice(0, MOST_PATHS))
    for (const name of functionsOf(file).slice(0, 20)) for (const term of termsOf(name).keys()) add(term, IN.function)
  for (const term of termsOf(withoutTrailers(change.body)).keys()) add(term, IN.body)
  const tokens = (names: readonly string[], place: number): void => {
    for (const name of names.slice(0, MOST_TOKENS)) {
      add(name.toLowerCase(), place)
      if (place === IN.added) for (const part of partsOf(name)) add(part, IN.part)
    }
  }
  tokens(change.tokens?.added ?? [], IN.added)
  tokens(change.tokens?.deleted ?? [], IN.deleted)
  addTerms(index, number, terms)
}
