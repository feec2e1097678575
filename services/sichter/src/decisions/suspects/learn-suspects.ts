import type { Change } from '../past/change.js'
import type { Judgement } from '../judgement.js'
import { C } from '../past/past.js'
import { learnChoice } from './choice.js'
import { stepConfidence } from './confidence.js'
import { type Ranking, rankSuspects } from './rank-suspects.js'
import { isFix, keepFix } from './kept-fixes.js'
import { readFix } from './read-fix.js'
import { learnTerms } from './learn-terms.js'
import { keepGroup, trainRanker } from './ranker.js'
import { cell } from '../past/rows.js'
import { withoutTrailers } from '../past/split-terms.js'
import { rememberReplaced } from './replaced.js'
import { ageStep, choiceOf, rankerOf } from './suspects.js'
import type { Report } from './suspect-query.js'

/** A fix that names more culprits than this does not tell which report each belongs to. */
const MOST_GUILTY = 5

/**
 * Reports up to which each fix is asked in all its forms. After them with its lines, which alone teach whom these tell of, and in
 * turn as one of the others: each form is a search through the whole past, and another fix tells more than the same one told again.
 */
const LEARN_ALL = 300

/** Learns that a change is not behind a report: where it stood first, the confidence was too high. Who it was stays open. */
export const learnDenial = (judgement: Judgement, report: Report, denied: number): void => {
  const { suspects, query } = rankSuspects(judgement, report)
  const first = suspects[0]
  if (first?.change !== denied) return
  stepConfidence(rankerOf(judgement.suspects, query.byFix).confidence, query.hasPrefix, first.confidence, false)
}

const learnRanking = (judgement: Judgement, { pool, suspects, query }: Ranking, guilty: ReadonlySet<number>): void => {
  const ranker = rankerOf(judgement.suspects, query.byFix)
  const first = suspects[0]
  if (first !== undefined)
    stepConfidence(ranker.confidence, query.hasPrefix, first.confidence, guilty.has(first.change))
  learnChoice(choiceOf(judgement.suspects, query.byFix), pool.candidates, guilty)
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
  if (isFix(change)) keepFix(suspects.fixes, past.changes.used, readFix(past, change))
  rememberReplaced(suspects.replaced, past, change)
  trainRanker(suspects.byReport)
  trainRanker(suspects.byFix)
}
