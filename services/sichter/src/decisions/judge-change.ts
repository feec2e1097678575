import type { EventData } from '@heimgewebe/contracts'
import { areasOf } from '@heimgewebe/decider'
import { assessChange, type Assessment, knowsOutcomes } from './assess-change.js'
import type { Change } from './past/change.js'
import type { Fact } from './reasons/fact.js'
import { leastLevelOf } from './reasons/facts-of-incidents.js'
import { findFacts, giveReasons } from './reasons/give-reasons.js'
import { type Judgement, MODEL } from './judgement.js'

type Level = EventData['risk.assessed.v1']['level']

/** A judgement of one change in the words of the contract, but for the repository, and what it was made of. */
export interface Verdict {
  readonly data: Omit<EventData['risk.assessed.v1'], 'repository'>
  readonly seen: Assessment
  /** Past facts that were found, those that are no reason too. */
  readonly facts: readonly Fact[]
}

const HIGH = 90
const MEDIUM = 70

/** A percentile in words. */
export const levelOf = (percentile: number): Level =>
  percentile >= HIGH ? 'high' : percentile >= MEDIUM ? 'medium' : 'low'

const LEVELS: readonly Level[] = ['low', 'medium', 'high']

/** The level of a change: its percentile in words, or more where what it touches broke too often for that. */
const levelWith = (
  judgement: Judgement,
  change: Change,
  percentile: number,
): Pick<Verdict['data'], 'level' | 'raised_by'> => {
  const [ranked, least] = [levelOf(percentile), leastLevelOf(judgement, change)]
  return LEVELS.indexOf(least) > LEVELS.indexOf(ranked) ? { level: least, raised_by: 'incidents' } : { level: ranked }
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000

/**
 * Judges a change from its repository's past. The percentile is that of the learned score only where this has beaten
 * lines added here; before there are outcomes to tell, it starts from lines added and known incidents.
 */
export const judgeChange = (judgement: Judgement, change: Change, open: boolean): Verdict => {
  const seen = assessChange(judgement, change)
  const percentile = seen.signal === 'baseline' ? seen.baselinePercentile : seen.percentile
  const facts = findFacts(judgement, change, seen.now)
  return {
    seen,
    facts,
    data: {
      change: change.id,
      ...(change.sha === '' ? {} : { sha: change.sha }),
      title: change.title,
      percentile,
      probability: knowsOutcomes(judgement) ? round(seen.probability) : null,
      ...levelWith(judgement, change, percentile),
      signal: seen.signal,
      ...giveReasons(facts),
      baseline: { name: 'lines-added', value: change.added, percentile: seen.baselinePercentile },
      areas: areasOf(
        change.files.map(({ path }) => path),
        judgement.areas,
      ).affected,
      open,
      model: MODEL,
    },
  }
}
