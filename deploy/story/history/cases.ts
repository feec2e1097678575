import { type Commit, isFix } from './commits.js'
import type { History } from './history.js'
import { reportOf } from './report.js'
import { type Truth, namedIn, truthOf } from './truth.js'

/** A trouble whose cause the history tells. */
export interface Case {
  readonly fix: Commit
  /** Commit of the main line up to which the mesh knows the history when it is asked. */
  readonly before: string
  readonly report: { readonly title: string; readonly text: string }
  readonly truth: Truth
}

/** Fixes whose lines are blamed for each case that is wanted, at most. */
const TRIES = 4

/** Cases of the later half of a history, spread over it, the earliest first; and how many fixes were looked at in vain. */
export const findCases = async (
  history: History,
  most: number,
): Promise<{ readonly cases: readonly Case[]; readonly untold: number }> => {
  const known = new Map(history.commits.map((commit) => [commit.sha, commit]))
  const order = new Map(history.commits.map(({ sha }, index) => [sha, index]))
  const shas = [...known.keys()]
  const later = history.commits.slice(Math.floor(history.commits.length / 2))
  const fixes = later.filter((fix) => fix.before !== undefined && (isFix(fix) || namedIn(fix, shas).length > 0))
  const named = fixes.filter((fix) => namedIn(fix, shas).length > 0)
  const others = fixes.filter((fix) => !named.includes(fix))
  const cases: Case[] = []
  let untold = 0
  // What the history names is surer than what lines tell: it is asked first.
  for (const fix of [...spread(named, most), ...spread(others, most * TRIES)]) {
    if (cases.length >= most) break
    const before = fix.before!
    const truth = await truthOf(history.folder, fix, known)
    // What came in beside the fix is not known yet where it is asked.
    const culprits = truth?.culprits.filter((sha) => order.get(sha)! <= order.get(before)!) ?? []
    const report = reportOf(
      fix,
      culprits.map((sha) => known.get(sha)!),
    )
    if (truth && culprits.length > 0 && report) cases.push({ fix, before, report, truth: { ...truth, culprits } })
    else untold++
  }
  cases.sort((a, b) => order.get(a.before)! - order.get(b.before)!)
  return { cases, untold }
}

/** At most so many of a list, in an order in which each beginning is spread over the whole. */
export const spread = <T>(list: readonly T[], most: number): T[] => {
  const at = new Set<number>()
  // The golden ratio: no two of any beginning lie close together.
  for (let n = 0; at.size < Math.min(most, list.length); n++)
    at.add(Math.floor(((n * 0.6180339887498949) % 1) * list.length))
  return [...at].map((index) => list[index]!)
}
