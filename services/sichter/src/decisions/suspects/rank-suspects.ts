import type { Judgement } from '../judgement.js'
import { measureSuspects, type Pool } from './measure-suspects.js'
import { readRanker } from './ranker.js'
import { type Confidence, confidenceOf } from './confidence.js'
import { readReport, type Report, type SuspectQuery } from './suspect-query.js'
import { rankerOf } from './suspects.js'

/** One suspect: a remembered change, and how likely it is the cause. */
export interface Suspect {
  readonly change: number
  readonly confidence: number
  /** Its place in the pool. */
  readonly at: number
}

/** The suspects of a report, the likeliest first. */
export interface Ranking {
  readonly query: SuspectQuery
  readonly pool: Pool
  readonly suspects: readonly Suspect[]
}

/** Shares of the suspects, made honest by how often the first one was right. */
const confide = (odds: Float64Array, confidence: Confidence, hasPrefix: boolean): Float64Array => {
  const most = odds.reduce((a, b) => Math.max(a, b), -Infinity)
  const shares = odds.map((value) => Math.exp(value - most))
  const sum = shares.reduce((a, b) => a + b, 0)
  return shares.map((share) => confidenceOf(confidence, hasPrefix, share / sum))
}

/** Ranks the changes that may have caused what a report tells, and changes nothing. */
export const rankSuspects = (judgement: Judgement, report: Report): Ranking => {
  const query = readReport(judgement.past, report, judgement.suspects.fixes)
  const pool = measureSuspects(judgement, query)
  const ranker = rankerOf(judgement.suspects, query.byFix)
  const odds = readRanker(ranker, pool.rows, pool.changes.length)
  const confidence = confide(odds, ranker.confidence, query.hasPrefix)
  const suspects = pool.changes
    .map((change, at) => ({ change, at, confidence: confidence[at] as number }))
    .sort((a, b) => b.confidence - a.confidence || a.at - b.at)
  return { query, pool, suspects }
}
