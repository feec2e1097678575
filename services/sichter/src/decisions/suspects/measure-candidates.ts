import type { Judgement } from '../judgement.js'
import { C } from '../past/past.js'
import { placeOf } from '../past/places.js'
import { cell } from '../past/rows.js'
import { type Candidates, candidatesOf, K } from './choice.js'
import { columnsAt, S } from './match-columns.js'
import type { Found } from './search-changes.js'
import type { SuspectQuery } from './suspect-query.js'
import { ageStep } from './suspects.js'

/** Measures the changes that were found for a report. `plain`: by change, its score without any learning. */
export const measureCandidates = (
  { past }: Judgement,
  query: SuspectQuery,
  found: Found,
  { changes, plain }: { readonly changes: readonly number[]; readonly plain: Float64Array },
): Candidates => {
  const { files, functions, priors, pointed, columns: source } = found
  const { items, ends } = past.changeFiles
  const { items: functionItems, ends: functionEnds } = past.changeFunctions
  const columns = new Float32Array(changes.length * K.width)
  for (let turn = 0, to = 0; turn < changes.length; turn++, to += K.width) {
    const change = changes[turn] as number
    const from = columnsAt(found, change)
    for (let column = 0; column < S.width; column++) columns[to + column] = source[from + column] as number
    const begin = change === 0 ? 0 : (ends[change - 1] as number)
    const end = ends[change] as number
    let file = 0
    let sum = 0
    let like = 0
    let named = 0
    let prefix = 0
    for (let at = begin; at < end; at++) {
      const row = items[at] as number
      const value = placeOf(files, row)
      sum += value
      file = Math.max(file, value)
      like = Math.max(like, placeOf(pointed.files, row))
      named = Math.max(named, placeOf(pointed.namedFiles, row))
      prefix = Math.max(prefix, placeOf(pointed.prefixFiles, row))
    }
    let ofFunction = 0
    const last = functionEnds[change] as number
    for (let at = change === 0 ? 0 : (functionEnds[change - 1] as number); at < last; at++)
      ofFunction = Math.max(ofFunction, placeOf(functions, functionItems[at] as number))
    columns[to + K.file] = file
    columns[to + K.files] = sum / Math.sqrt(Math.max(1, end - begin))
    columns[to + K.function] = ofFunction
    columns[to + K.pointed] = like
    columns[to + K.named] = named
    columns[to + K.prefix] = prefix
    columns[to + K.lines] = Math.log1p(query.lines.get(change) ?? 0)
    columns[to + K.beside] = Math.log1p(query.beside.get(change) ?? 0)
    columns[to + K.prior] = priors[ageStep(query.now - cell(past.changes, change, C.time))] as number
    columns[to + K.plain] = plain[change] as number
    columns[to + K.fix] = cell(past.changes, change, C.fix)
    columns[to + K.count] = Math.log1p(end - begin)
  }
  return candidatesOf(changes, columns)
}
