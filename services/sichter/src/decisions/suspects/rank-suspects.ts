import { sigmoid } from '../models/fit-line.js'
import type { Judgement } from '../judgement.js'
import { measureSuspects, type Pool } from './measure-suspects.js'
import { type Ranker, readRanker } from './ranker.js'
import { readReport, type Report, type SuspectQuery } from './suspect-query.js'

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

export const rankerOf = ({ suspects }: Judgement, byFix: boolean): Ranker =>
  byFix ? suspects.byFix : suspects.byReport

/** Shares of the suspects, made honest by how often the first one was right. */
const confide = (odds: Float64Array, { confidence }: Ranker): Float64Array => {
  const most = odds.reduce((a, b) => Math.max(a, b), -Infinity)
  const shares = odds.map((value) => Math.exp(value - most))
  const sum = shares.reduce((a, b) => a + b, 0)
  return shares.map((share) => {
    const p = Math.min(1 - 1e-6, Math.max(1e-6, share / sum))
    return sigmoid(confidence.offset + confidence.slope * Math.log(p / (1 - p)))
  })
}

/** Ranks the changes that may have caused what a report tells, and changes nothing. */
export const rankSuspects = (judgement: Judgement, report: Report): Ranking => {
  const query = readReport(judgement.past, report)
  const pool = measureSuspects(judgement, query)
  const ranker = rankerOf(judgement, query.byFix)
  const confidence = confide(readRanker(ranker, pool.rows, pool.changes.length), ranker)
  const suspects = pool.changes
    .map((change, at) => ({ change, at, confidence: confidence[at] as number }))
    .sort((a, b) => b.confidence - a.confidence || a.at - b.at)
  return { query, pool, suspects }
}
