import type { EventData } from '@heimgewebe/contracts'
import type { Area } from '@heimgewebe/decider'
import type { Change } from './past/change.js'
import type { Judgement } from './judgement.js'
import { judgeChange, type Verdict } from './judge-change.js'
import { learnChange, type TurnedBad } from './learn-change.js'
import { type IncidentNews, learnIncident } from './suspects/learn-incident.js'
import { learnCount, learnOutcome } from './learn-outcome.js'

/** What changes a judgement. Everything that it holds follows from these, in their order. */
export type Input =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'areas'; readonly areas: readonly Area[] }
  | { readonly kind: 'incident'; readonly news: IncidentNews }
  | { readonly kind: 'outcome'; readonly outcome: EventData['outcome.recorded.v1']; readonly event: string }
  | { readonly kind: 'count'; readonly count: EventData['outcome.counted.v1']; readonly event: string }

/** What came of an input. */
export interface Taken {
  readonly verdict?: Verdict
  readonly turned: readonly TurnedBad[]
}

/** Takes one input into the judgement, in place; a change is judged first. The same inputs give the same judgement, bit by bit. */
export const takeInput = (judgement: Judgement, input: Input): Taken => {
  switch (input.kind) {
    case 'change': {
      const verdict = judgeChange(judgement, input.change, false)
      return { verdict, turned: learnChange(judgement, input.change, verdict) }
    }
    case 'areas':
      judgement.areas = input.areas
      return { turned: [] }
    case 'incident':
      return { turned: learnIncident(judgement, input.news) }
    case 'outcome':
      learnOutcome(judgement, input.outcome, input.event)
      return { turned: [] }
    case 'count':
      learnCount(judgement, input.count, input.event)
      return { turned: [] }
  }
}
