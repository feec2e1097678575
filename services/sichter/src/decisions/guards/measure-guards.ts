import type { Change } from '../past/change.js'
import { classifyPath } from '../past/classify-path.js'
import { DAY, faded, H, type Past } from '../past/past.js'
import { cell } from '../past/rows.js'
import { termsOf } from '../past/split-terms.js'
import type { Judgement } from '../judgement.js'
import { G } from './guards.js'
import { stemsToldBy, testsAlike } from './tests-alike.js'
import { testsOfFixes, testsOfFolders, testsTogether } from './tests-together.js'

/** What lies beside tests and is none: certificates, settings, recordings. */
const DATA =
  /\.(pem|key|crt|cer|csr|p12|jks|png|jpe?g|gif|ico|pdf|json|ya?ml|toml|ini|conf|cfg|xml|csv|tsv|txt|log|html?|css|gz|zip|tar|bin|dat|db|pcap|out|golden)$/i
const TEST_PLACE = /(^|\/)(tests?|specs?|__tests__|testing|topotests|e2e|unit)(\/|$)/i

/** Whether a path is that of a test: by the common endings, or in a folder of tests and no document. */
export const isTestPath = (path: string): boolean => {
  const kind = classifyPath(path)
  return kind === 'test' || (kind === 'other' && TEST_PLACE.test(path) && !DATA.test(path))
}

/** Files of a change that are looked at. */
const MOST_FILES = 12

const wordsOf = (path: string): string[] =>
  path
    .replace(/\.[^./]*$/, '')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1)

const stemOfWord = (word: string): string => termsOf(word).keys().next().value ?? word

const shared = (a: string, b: string): number => {
  const x = a.split('/')
  const y = b.split('/')
  let depth = 0
  while (depth < x.length - 1 && depth < y.length - 1 && x[depth] === y[depth]) depth++
  return depth / Math.max(1, Math.max(x.length, y.length) - 1)
}

/** The tests as they are called: the words of each path, by its place in the list, and how rare each word is among them. */
const readNames = (past: Past, tests: readonly number[]) => {
  const words = tests.map((row) => [...new Set(wordsOf(past.paths[row] ?? ''))])
  const counts = new Map<string, number>()
  for (const word of words.flat()) counts.set(word, (counts.get(word) ?? 0) + 1)
  const rare = new Map([...counts].map(([word, count]) => [word, Math.log((tests.length + 1) / count)]))
  return { words, rare }
}

/** For what change tests are measured. */
export interface Asked {
  /** Rows of its files, and those of them that are tests. */
  readonly rows: readonly number[]
  readonly own?: ReadonlySet<number>
  /** What it says, where that is known. */
  readonly change?: Change
  /** Number of a change that is not to be looked at: its own. */
  readonly without?: number
}

/** What speaks for each of the tests: a row of columns by test. */
export const measureGuards = (
  judgement: Judgement,
  { rows, own = new Set(), change, without = -1 }: Asked,
  tests: readonly number[],
): Float32Array<ArrayBuffer> => {
  const { past, clock } = judgement
  const { now } = clock
  const code = rows.filter((row) => !own.has(row) || rows.length === own.size).slice(0, MOST_FILES)
  const together = testsTogether(judgement, code, now, without)
  const folder = testsOfFolders(judgement, code, without)
  const fixes = testsOfFixes(judgement, code, now)
  const alike = change && testsAlike(judgement, change, without)
  const told = change && stemsToldBy(change)
  const { words, rare } = readNames(past, tests)
  const toldWords = told && new Map([...rare.keys()].map((word) => [word, told.get(stemOfWord(word)) ?? 0]))
  const mostFolder = Math.max(1e-9, ...folder.values())
  const columns = new Float32Array(tests.length * G.width)
  const sources = code.map((row) => {
    const path = past.paths[row] ?? ''
    return { path, words: new Set(wordsOf(path.slice(path.lastIndexOf('/') + 1))), all: new Set(wordsOf(path)) }
  })
  for (const [index, test] of tests.entries()) {
    const at = index * G.width
    const path = past.paths[test] ?? ''
    let all = 1
    let named = 0
    for (const word of words[index] as string[]) {
      const value = rare.get(word) as number
      all += value
      named += value * (toldWords?.get(word) ?? 0)
    }
    let name = 0
    let near = 0
    for (const source of sources) {
      let same = 0
      for (const word of words[index] as string[]) {
        if (source.words.has(word)) same += rare.get(word) as number
        else if (source.all.has(word)) same += 0.3 * (rare.get(word) as number)
      }
      name = Math.max(name, same / all)
      near = Math.max(near, shared(source.path, path))
    }
    columns[at + G.own] = own.has(test) ? 1 : 0
    columns[at + G.together] = together.sum.get(test) ?? 0
    columns[at + G.mostTogether] = Math.sqrt(together.most.get(test) ?? 0)
    columns[at + G.folderTogether] = (folder.get(test) ?? 0) / mostFolder
    columns[at + G.fixesTogether] = Math.sqrt(fixes.get(test) ?? 0)
    columns[at + G.alike] = Math.sqrt(alike?.get(test) ?? 0)
    columns[at + G.name] = name
    columns[at + G.named] = named / all
    columns[at + G.nearness] = near
    columns[at + G.recent] = Math.log1p(
      faded(cell(past.files, test, H.recent), cell(past.files, test, H.last), now, 90 * DAY),
    )
    columns[at + G.fixes] = Math.log1p(
      faded(cell(past.files, test, H.recentFixes), cell(past.files, test, H.lastFix), now, 365 * DAY),
    )
  }
  return columns
}
