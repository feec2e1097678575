import type { Change } from '../past/change.js'
import { sigmoid } from '../models/fit-line.js'
import type { Judgement } from '../judgement.js'
import { C } from '../past/past.js'
import { rankerOf, type Ranking, rankSuspects, type Suspect } from './rank-suspects.js'
import { learnTerms } from './learn-terms.js'
import { keepGroup, type Ranker, trainRanker } from './ranker.js'
import { cell } from '../past/rows.js'
import { withoutTrailers } from '../past/split-terms.js'
import { rememberReplaced } from './replaced.js'
import { ageStep } from './suspects.js'
import type { Report } from './suspect-query.js'

/** A fix that names more culprits than this does not tell which report each belongs to. */
const MOST_GUILTY = 5

/**
 * Reports up to which each fix is asked in all its forms. After them with its lines, which alone teach whom these tell of, and in
 * turn as one of the others: each form is a search through the whole past, and another fix tells more than the same one told again.
 */
const LEARN_ALL = 300

/** One step of the confidence towards whether the first suspect was right. */
const stepConfidence = ({ confidence }: Ranker, first: Suspect, right: boolean): void => {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, first.confidence))
  const x = (Math.log(p / (1 - p)) - confidence.offset) / confidence.slope
  const error = sigmoid(confidence.offset + confidence.slope * x) - (right ? 1 : 0)
  const rate = 1 / (10 + Math.sqrt(++confidence.steps))
  confidence.offset -= rate * error
  confidence.slope = Math.max(0.2, confidence.slope - rate * error * Math.max(-3, Math.min(3, x)) * 0.3)
}

/** Learns that a change is not behind a report: where it stood first, the confidence was too high. Who it was stays open. */
export const learnDenial = (judgement: Judgement, report: Report, denied: number): void => {
  const { suspects, query } = rankSuspects(judgement, report)
  const first = suspects[0]
  if (first?.change === denied) stepConfidence(rankerOf(judgement, query.byFix), first, false)
}

const learnRanking = (judgement: Judgement, { pool, suspects, query }: Ranking, guilty: ReadonlySet<number>): void => {
  const ranker = rankerOf(judgement, query.byFix)
  const first = suspects[0]
  if (first !== undefined) stepConfidence(ranker, first, guilty.has(first.change))
  if (!query.byFix) learnTerms(judgement.suspects.worth, pool, guilty, judgement.past.changes.used)
  keepGroup(
    ranker,
    pool.rows,
    pool.changes.map((change) => guilty.has(change)),
    suspects.map(({ at }) => at),
  )
}

/** Learns from a report whose cause became known, as if it had been asked a moment before. */
export const learnReport = (judgement: Judgement, report: Report, guilty: ReadonlySet<number>): void => {
  learnRanking(judgement, rankSuspects(judgement, report), guilty)
}

const learnFix = (judgement: Judgement, change: Change, guilty: ReadonlySet<number>, now: number): void => {
  const body = withoutTrailers(change.body)
  const time = Math.min(now, Math.max(change.authoredAt, now - 90 * 86_400))
  const report = { time, files: [], text: `${change.title}\n${body}` }
  const forms: Report[] = [
    report,
    ...(body.trim() === '' ? [] : [{ ...report, text: body }]),
    { ...report, time: now, fix: change },
  ]
  const { causes, byReport } = judgement.suspects
  const reports =
    byReport.confidence.steps < LEARN_ALL
      ? forms
      : forms.filter(({ fix }, at) => fix !== undefined || at === causes.size % forms.length)
  // All are asked before anything is learned from the first: what it taught of this very culprit would be believed too much.
  for (const ranking of reports.map((each) => rankSuspects(judgement, each))) learnRanking(judgement, ranking, guilty)
}

/** Learns from a fix that names what it fixes: its message is a report, with and without its title, and with its lines. */
export const learnSuspects = (judgement: Judgement, change: Change, now: number): void => {
  const { past, suspects } = judgement
  const guilty = new Set([...change.fixes, ...change.reverts].flatMap((sha) => past.changeIndex.get(sha) ?? []))
  if (guilty.size > 0 && guilty.size <= MOST_GUILTY) {
    learnFix(judgement, change, guilty, now)
    for (const bad of guilty) {
      const step = ageStep(now - cell(past.changes, bad, C.time))
      suspects.ages[step] = (suspects.ages[step] as number) + 1
    }
    suspects.causes.set(past.changes.used, [...guilty])
  }
  rememberReplaced(suspects.replaced, past, change)
  trainRanker(suspects.byReport)
  trainRanker(suspects.byFix)
}
