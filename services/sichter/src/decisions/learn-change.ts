import type { Change } from './past/change.js'
import { readClock } from './past/clock.js'
import { indexChange } from './suspects/index-change.js'
import { rememberHabits } from './past/habits.js'
import type { Verdict } from './judge-change.js'
import type { Judgement } from './judgement.js'
import { trustsBlame } from './models/label-changes.js'
import { learnGuards } from './guards/learn-guards.js'
import { learnSuspects } from './suspects/learn-suspects.js'
import { blameFix, learnFix, learnLink, mature } from './models/learn-links.js'
import { addRecord } from './models/record-rows.js'
import { rememberChange } from './past/remember-change.js'
import { rememberLink } from './past/remember-link.js'
import { calibrate, compare } from './models/score-change.js'
import { trainModels } from './models/train-models.js'

/** A change that turned out bad. */
export interface TurnedBad {
  readonly sha: string
  /** Event that shows it. */
  readonly event: string
  /** How it is known: a message names it, blame names it, an incident does. */
  readonly by: 'link' | 'blame' | 'incident'
}

/** How often, in changes, the score is calibrated and compared with lines added. */
const CALIBRATE_EVERY = 200
const COMPARE_EVERY = 100
/** In a young repository more often: each time it has grown by this part. */
const YOUNG = 1000
const YOUNG_EVERY = 50

const isDue = (count: number, every: number): boolean => count % (count < YOUNG ? YOUNG_EVERY : every) === 0

/** Takes a judged change into the past and learns from what it says of earlier ones. Changes the judgement in place. */
export const learnChange = (
  judgement: Judgement,
  change: Change,
  { seen, facts }: Pick<Verdict, 'seen' | 'facts'>,
): TurnedBad[] => {
  const { past, learner } = judgement
  judgement.clock = readClock(judgement.clock, change.committedAt)
  const { now } = judgement.clock
  const blamed = blameFix(past, change)
  learnSuspects(judgement, change, now)
  const number = rememberChange(past, change, now)
  rememberHabits(past, number, facts)
  indexChange(judgement.suspects, number, change)
  learnGuards(judgement, change, number)
  addRecord(learner.record, { ...seen, time: now })
  learnFix(learner, change, now)
  const turned = learnNamed(judgement, change, number, now)
  const trusted = trustsBlame(learner) && change.fixes.length === 0
  for (const bad of blamed) {
    learnLink(learner, bad, now, false)
    rememberLink(past, bad, number, now, trusted ? 'blame' : 'hint')
    turned.push({ sha: past.shas[bad] ?? '', event: change.event, by: 'blame' })
  }
  mature(learner, now)
  trainModels(learner, now)
  if (isDue(learner.record.count, CALIBRATE_EVERY)) calibrate(learner, now)
  if (isDue(learner.record.count, COMPARE_EVERY)) compare(learner)
  return turned
}

const learnNamed = ({ past, learner }: Judgement, change: Change, number: number, now: number): TurnedBad[] => {
  const turned: TurnedBad[] = []
  for (const sha of new Set([...change.fixes, ...change.reverts])) {
    const bad = past.changeIndex.get(sha)
    if (bad === undefined || bad === number) continue
    rememberLink(past, bad, number, now, 'link')
    learnLink(learner, bad, now, true)
    turned.push({ sha, event: change.event, by: 'link' })
  }
  return turned
}
