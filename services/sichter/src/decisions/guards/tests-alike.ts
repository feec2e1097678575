import type { Change } from '../past/change.js'
import { functionsOf } from '../past/remember-change.js'
import { prefixOf, termsOf, termsOfPath } from '../past/split-terms.js'
import { findTerm, holdersOf, walkHolders } from '../suspects/term-index.js'
import type { Judgement } from '../judgement.js'
import { testsIn } from './tests-together.js'

/** Bounds of what is read of one change, whatever its size. */
const MOST_FILES = 20
const MOST_FUNCTIONS = 10
const MOST_NAMES = 100
/** Terms that are looked up: those that tell most. */
const MOST_TERMS = 60
/** Latest changes looked at that hold a term. */
const LOOK_BACK = 30

const functionsIn = (change: Change): string[] =>
  change.files.slice(0, MOST_FILES).flatMap((file) => functionsOf(file).slice(0, MOST_FUNCTIONS))

const namesIn = ({ tokens }: Change): string[] =>
  [tokens?.added, tokens?.deleted].flatMap((names) => (names ?? []).slice(0, MOST_NAMES))

/** The highest weight under which each term is given. */
class Weights {
  readonly terms = new Map<string, number>()

  add(terms: Iterable<string>, weight: number): void {
    for (const term of terms) if ((this.terms.get(term) ?? 0) < weight) this.terms.set(term, weight)
  }
}

/** What a change speaks of, as the index of changes has it, each term with its weight. */
const termsOfChange = (change: Change): ReadonlyMap<string, number> => {
  const weights = new Weights()
  const prefix = prefixOf(change.title)
  weights.add(termsOf(change.title).keys(), 1)
  if (prefix !== '') weights.add([prefix], 1)
  for (const name of functionsIn(change)) weights.add(termsOf(name).keys(), 0.7)
  for (const { path } of change.files.slice(0, MOST_FILES))
    weights.add(
      termsOfPath(path).filter((term) => !term.startsWith('/')),
      0.7,
    )
  weights.add(
    namesIn(change).map((name) => name.toLowerCase()),
    0.7,
  )
  return weights.terms
}

/** Worth, by row, of the tests that earlier changes touched which speak of the same rare things: the likeliest has 1. */
export const testsAlike = (judgement: Judgement, change: Change, without: number): Map<number, number> => {
  const { index, documents } = judgement.suspects
  const told = [...termsOfChange(change)]
    .map(([term, weight]) => {
      const holders = holdersOf(index, findTerm(index, term))
      return { term, holders, weight: holders === 0 ? 0 : weight * Math.log((documents.used + 1) / (holders + 1)) }
    })
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_TERMS)
  const alike = new Map<number, number>()
  for (const { term, holders, weight } of told) {
    if (weight <= 0) break
    const share = weight / Math.sqrt(Math.min(LOOK_BACK, holders))
    walkHolders(index, term, LOOK_BACK, (other) => {
      if (other !== without) alike.set(other, (alike.get(other) ?? 0) + share)
    })
  }
  const found = new Map<number, number>()
  for (const [other, weight] of alike) {
    const tests = testsIn(judgement, other)
    for (const test of tests) found.set(test, (found.get(test) ?? 0) + weight ** 2 / Math.sqrt(tests.length))
  }
  const most = Math.max(1e-9, ...found.values())
  return new Map([...found].map(([test, weight]) => [test, weight / most]))
}

/** The stems of the words that a change says: in its title, its functions and the names of its lines, each with its weight. */
export const stemsToldBy = (change: Change): ReadonlyMap<string, number> => {
  const weights = new Weights()
  weights.add(termsOf(change.title).keys(), 1)
  for (const name of functionsIn(change)) weights.add(termsOf(name).keys(), 0.6)
  for (const name of namesIn(change)) weights.add(termsOf(name).keys(), 0.4)
  return weights.terms
}
