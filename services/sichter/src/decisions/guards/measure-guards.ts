import { classifyPath } from '../past/classify-path.js'
import { G } from './guards.js'
import type { Judgement } from '../judgement.js'
import { C, DAY, faded, H, type Past } from '../past/past.js'
import { folderOf } from '../past/remember-change.js'
import { cell, listOf } from '../past/rows.js'
import { walkHolders } from '../suspects/term-index.js'

/** What lies beside tests and is none: certificates, settings, recordings. */
const DATA =
  /\.(pem|key|crt|cer|csr|p12|jks|png|jpe?g|gif|ico|pdf|json|ya?ml|toml|ini|conf|cfg|xml|csv|tsv|txt|log|html?|css|gz|zip|tar|bin|dat|db|pcap|out|golden)$/i
const TEST_PLACE = /(^|\/)(tests?|specs?|__tests__|testing|topotests|e2e|unit)(\/|$)/i

/** Whether a path is that of a test: by the common endings, or in a folder of tests and no document. */
export const isTestPath = (path: string): boolean => {
  const kind = classifyPath(path)
  return kind === 'test' || (kind === 'other' && TEST_PLACE.test(path) && !DATA.test(path))
}

/** Files of a change that are looked at, and latest changes of each. */
const MOST_FILES = 12
const LOOK_BACK = 60
/** A change of more files says little of which belong together. */
const MOST_TOGETHER = 60
const HALF_LIFE = 540 * DAY

const wordsOf = (path: string): string[] =>
  path
    .replace(/\.[^./]*$/, '')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1)

const shared = (a: string, b: string): number => {
  const x = a.split('/')
  const y = b.split('/')
  let depth = 0
  while (depth < x.length - 1 && depth < y.length - 1 && x[depth] === y[depth]) depth++
  return depth / Math.max(1, Math.max(x.length, y.length) - 1)
}

interface Together {
  readonly sum: Map<number, number>
  readonly most: Map<number, number>
  readonly folder: Map<number, number>
}

/** Which tests changed with these files so far, the later and the smaller the change the more it counts. */
const testsTogether = (
  { past, suspects, guards }: Judgement,
  rows: readonly number[],
  now: number,
  without: number,
): Together => {
  const found: Together = { sum: new Map(), most: new Map(), folder: new Map() }
  const add = (map: Map<number, number>, row: number, by: number): void => {
    map.set(row, (map.get(row) ?? 0) + by)
  }
  for (const row of rows) {
    const counts = new Map<number, number>()
    let all = 0.5
    walkHolders(suspects.index, `/${past.paths[row] ?? ''}`, LOOK_BACK, (change) => {
      if (change === without) return
      const files = listOf(past.changeFiles, change)
      if (files.length > MOST_TOGETHER) return
      const weight = 2 ** (-Math.max(0, now - cell(past.changes, change, C.time)) / HALF_LIFE)
      let tests = 0
      for (const other of files) if (guards.tests.has(other)) tests++
      all += weight
      for (const other of files) if (guards.tests.has(other)) add(counts, other, weight / Math.sqrt(tests))
    })
    for (const [test, weight] of counts) {
      const share = weight / all
      add(found.sum, test, share / Math.sqrt(rows.length))
      found.most.set(test, Math.max(found.most.get(test) ?? 0, share))
    }
  }
  // The tests of the neighbours in the same folder: their file names are the terms of the folder's changes.
  const folders = [...new Set(rows.map((row) => folderOf(past.paths[row] ?? '')))].slice(0, 3)
  for (const folder of folders) {
    const last = folder.slice(folder.lastIndexOf('/') + 1).toLowerCase()
    if (last.length < 3) continue
    walkHolders(suspects.index, last, LOOK_BACK, (change) => {
      if (change === without) return
      const files = listOf(past.changeFiles, change)
      if (files.length > MOST_TOGETHER) return
      for (const other of files) if (guards.tests.has(other)) add(found.folder, other, 1 / Math.sqrt(files.length))
    })
  }
  return found
}

const rarity = (past: Past, tests: readonly number[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const row of tests)
    for (const word of new Set(wordsOf(past.paths[row] ?? ''))) counts.set(word, (counts.get(word) ?? 0) + 1)
  return new Map([...counts].map(([word, count]) => [word, Math.log((tests.length + 1) / count)]))
}

/** What speaks for each of the tests: a row of columns by test. `without` is a change that is not to be looked at. */
export const measureGuards = (
  judgement: Judgement,
  rows: readonly number[],
  tests: readonly number[],
  now: number,
  without = -1,
  own: ReadonlySet<number> = new Set(),
): Float32Array<ArrayBuffer> => {
  const { past } = judgement
  const code = rows.filter((row) => !own.has(row) || rows.length === own.size).slice(0, MOST_FILES)
  const together = testsTogether(judgement, code, now, without)
  const rare = rarity(past, tests)
  const mostFolder = Math.max(1e-9, ...together.folder.values())
  const columns = new Float32Array(tests.length * G.width)
  const sources = code.map((row) => {
    const path = past.paths[row] ?? ''
    const words = new Set(wordsOf(path.slice(path.lastIndexOf('/') + 1)))
    return { path, words, all: new Set(wordsOf(path)) }
  })
  for (const [index, test] of tests.entries()) {
    const at = index * G.width
    const path = past.paths[test] ?? ''
    const words = [...new Set(wordsOf(path))]
    let name = 0
    let near = 0
    for (const source of sources) {
      let same = 0
      let all = 1e-9
      for (const word of words) {
        const value = rare.get(word) ?? 0
        all += value
        if (source.words.has(word)) same += value
        else if (source.all.has(word)) same += 0.3 * value
      }
      name = Math.max(name, same / (all + 1))
      near = Math.max(near, shared(source.path, path))
    }
    columns[at + G.own] = own.has(test) ? 1 : 0
    columns[at + G.together] = together.sum.get(test) ?? 0
    columns[at + G.mostTogether] = Math.sqrt(together.most.get(test) ?? 0)
    columns[at + G.folderTogether] = (together.folder.get(test) ?? 0) / mostFolder
    columns[at + G.name] = name
    columns[at + G.nearness] = near
    columns[at + G.recent] = Math.log1p(
      faded(cell(past.files, test, H.recent), cell(past.files, test, H.last), now, 90 * DAY),
    )
    columns[at + G.fixes] = Math.log1p(
      faded(cell(past.files, test, H.recentFixes), cell(past.files, test, H.lastFix), now, 365 * DAY),
    )
    columns[at + G.functionTogether] = Math.log1p(cell(past.files, test, H.changes)) / 5
  }
  return columns
}
