import type { Change } from '../past/change.js'
import { functionsOf } from '../past/remember-change.js'
import { addCell, addRow, type Rows } from '../past/rows.js'
import { partsOf, prefixOf, termsOf, termsOfPath, withoutTrailers } from '../past/split-terms.js'
import { addTerms, IN, type TermIndex } from './term-index.js'

/** Where changes are found by their terms, and how much each says. */
interface Indexed {
  readonly index: TermIndex
  readonly documents: Rows
}

/** Terms kept of one change, and how many of them may come from its lines: a bulk change costs no more than a large one. */
const MOST_TERMS = 700
const MOST_TOKENS = 400
const MOST_PATHS = 60

/** Columns of how much a change says: the rarities of its terms, as logarithms, summed over its title, body, lines, and all. */
export const D = { title: 0, body: 1, lines: 2, all: 3, width: 4 } as const

/** Puts a change into the index: the words of its message, its paths and functions, and the identifiers of its lines. */
export const indexChange = ({ index, documents }: Indexed, number: number, change: Change): void => {
  const terms = new Map<string, number>()
  const add = (term: string, place: number): void => {
    const known = terms.get(term)
    if (known !== undefined || terms.size < MOST_TERMS) terms.set(term, (known ?? 0) | place)
  }
  for (const term of termsOf(change.title).keys()) add(term, IN.title)
  const prefix = prefixOf(change.title)
  if (prefix !== '') add(prefix, IN.title)
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
  const row = addRow(documents)
  // How much a change says goes by how rare its terms were when it came.
  addTerms(index, number, terms, (places, holders) => {
    const rarity = Math.log((number + 2) / (holders + 1))
    if ((places & IN.title) !== 0) addCell(documents, row, D.title, rarity)
    if ((places & IN.body) !== 0) addCell(documents, row, D.body, rarity)
    if ((places & (IN.added | IN.deleted)) !== 0) addCell(documents, row, D.lines, rarity)
    addCell(documents, row, D.all, rarity)
  })
}
