import { readBlame } from '../past/blame.js'
import type { Change } from '../past/change.js'
import type { Fact } from './fact.js'
import { addedByHabit } from '../past/habits.js'
import type { Judgement } from '../judgement.js'
import { C, DAY, faded, H, type Past, usualRate } from '../past/past.js'
import { functionKey, functionsOf, MOST_FILES } from '../past/remember-change.js'
import { cell } from '../past/rows.js'
import { countOf } from '../past/tally.js'
import { addedOdds, countsBlame } from './weigh-fact.js'
import { ago, counted, quoted } from './word-facts.js'

const rowOf = (past: Past, path: string, oldPath: string | undefined): number | undefined =>
  past.fileIndex.get(path) ?? past.fileIndex.get(oldPath ?? path)

const eventOf = (past: Past, change: number): string => past.events[change] ?? ''

interface Pairs {
  readonly bad: number[]
  readonly events: string[]
  readonly last: number
}

/** Distinct bad changes of a file's pairs, latest fix first, with the events of both. */
const readPairs = (past: Past, pairs: readonly number[]): Pairs => {
  const bad = new Set<number>()
  const events = new Set<string>()
  let last = 0
  for (let at = pairs.length - 2; at >= 0; at -= 2) {
    const [of, fix] = [pairs[at] as number, pairs[at + 1] as number]
    bad.add(of)
    events.add(eventOf(past, of)).add(eventOf(past, fix))
    last = Math.max(last, cell(past.changes, fix, C.time))
  }
  return { bad: [...bad], events: [...events], last }
}

const strengthOf = (past: Past, row: number, now: number, bad: number): number => {
  const rate = usualRate(past)
  const share = (bad + 5 * rate) / (cell(past.files, row, H.changes) + 5)
  return (
    Math.log1p(faded(cell(past.files, row, H.recentBugs), cell(past.files, row, H.lastBug), now, 365 * DAY)) +
    0.5 * Math.log(Math.max(1, share / rate))
  )
}

/** The file of the change that was most in need of later fixes: by links that messages name, else by the lines that fixes replaced. */
export const findFixedFiles = (judgement: Judgement, change: Change, now: number): Fact[] => {
  const { past } = judgement
  const usual = usualRate(past)
  let best: Fact[] = []
  for (const { path, oldPath } of change.files.slice(0, MOST_FILES)) {
    const row = rowOf(past, path, oldPath)
    if (row === undefined) continue
    const named = past.fixedIn.get(row)
    const pairs = named ?? past.blamedIn.get(row)
    if (pairs === undefined) continue
    const { bad, events, last } = readPairs(past, pairs)
    const factor = named === undefined ? 0.5 : 1
    const strength = factor * (0.5 + strengthOf(past, row, now, bad.length))
    const end = `the last ${ago(last, now)}`
    const text =
      named === undefined
        ? `in ${quoted(path)}, fixes replaced lines of ${counted(bad.length, 'earlier commit')}, ${end}`
        : `${quoted(path)} was changed by ${counted(bad.length, 'commit')} that had to be fixed later, ${end}`
    const counts = named !== undefined || countsBlame(judgement)
    const adds = counts ? { adds: addedOdds(bad.length, cell(past.files, row, H.changes), usual) } : {}
    if (strength > (best[0]?.strength ?? 0)) best = [{ kind: 'file-fixed', text, events, strength, ...adds }]
  }
  return best
}

/** A function of the change that the fixes of the file went to. */
export const findFixedFunctions = (judgement: Judgement, change: Change): Fact[] => {
  const { past } = judgement
  const usual = usualRate(past)
  let best: Fact[] = []
  for (const file of change.files.slice(0, MOST_FILES)) {
    const row = rowOf(past, file.path, file.oldPath)
    const pairs = row === undefined ? undefined : past.fixedIn.get(row)
    if (pairs === undefined) continue
    for (const name of functionsOf(file).slice(0, 20)) {
      const known = countOf(past.functionIndex, functionKey(file.path, name)) - 1
      if (known < 0 || cell(past.functions, known, H.bugs) < 2) continue
      const links = functionPairs(past, pairs, known)
      const { bad, events } = readPairs(past, links)
      const strength = 0.6 + Math.log1p(bad.length)
      if (bad.length < 2 || strength <= (best[0]?.strength ?? 0)) continue
      const text = `${quoted(name)} in ${quoted(file.path)} was changed by ${counted(bad.length, 'commit')} that had to be fixed later`
      const adds = addedOdds(bad.length, cell(past.functions, known, H.changes), usual)
      best = [{ kind: 'function-fixed', text, events, strength, adds }]
    }
  }
  return best
}

const functionPairs = (past: Past, pairs: readonly number[], row: number): number[] => {
  const ends = past.changeFunctions.ends
  const touches = (change: number): boolean =>
    past.changeFunctions.items.subarray(change === 0 ? 0 : ends[change - 1], ends[change]).includes(row)
  return pairs.filter((_, at) => touches(pairs[at - (at % 2)] as number))
}

/** A bad change whose lines this one replaces. */
export const findFixedLines = (judgement: Judgement, change: Change): Fact[] => {
  const { past } = judgement
  const writers = new Set<number>()
  const lines = new Map<number, number>()
  let replaced = 0
  for (const file of change.files.slice(0, 20)) {
    const row = rowOf(past, file.oldPath ?? file.path, undefined)
    const blame = row === undefined ? undefined : past.blames[row]
    if (blame === undefined) continue
    readBlame(blame, file.hunks, (count, writer, isReplaced) => {
      if (!isReplaced) return
      replaced += count
      if (writer >= 0) writers.add(writer)
      if (writer >= 0 && cell(past.changes, writer, C.bad) > 0) lines.set(writer, (lines.get(writer) ?? 0) + count)
    })
  }
  const [worst] = [...lines].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])
  if (worst === undefined) return []
  const [writer, count] = worst
  const text = `it replaces ${counted(count, 'line')} of ${(past.shas[writer] ?? '').slice(0, 12)}, which had to be fixed before`
  const strength = 0.4 + count / Math.max(1, replaced)
  const adds = addedOdds(lines.size, writers.size, usualRate(past))
  return [{ kind: 'lines-fixed', text, events: [eventOf(past, writer)], strength, adds }]
}

/** The file of the change with the most failed guards and CI runs. */
export const findFailures = ({ past }: Judgement, change: Change): Fact[] => {
  let worst: { path: string; events: readonly string[] } | undefined
  for (const { path, oldPath } of change.files.slice(0, MOST_FILES)) {
    const events = past.failures.get(rowOf(past, path, oldPath) ?? -1) ?? []
    if (events.length > (worst?.events.length ?? 0)) worst = { path, events }
  }
  if (worst === undefined) return []
  const text = `guards or CI failed ${counted(worst.events.length, 'time')} after changes of ${quoted(worst.path)}`
  const strength = 1 + Math.log2(worst.events.length)
  return [{ kind: 'file-failures', text, events: worst.events, strength, ...addedByHabit(past, 'file-failures') }]
}
