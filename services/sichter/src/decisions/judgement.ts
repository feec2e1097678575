import type { Area } from '@heimgewebe/decider'
import { newClock, type Clock } from './past/clock.js'
import { newGuards, type Guards } from './guards/guards.js'
import { newLearner, type Learner } from './models/learner.js'
import { MEASURES, TWINS } from './measures/measure-change.js'
import { newPast, type Past } from './past/past.js'
import { newSuspects, type Suspects } from './suspects/suspects.js'

/** Name and version of the model. A change of what is remembered or measured takes a new one. */
export const MODEL = 'sichter-10'

/** What heimlern counted for one area. */
export interface AreaCount {
  readonly changes: number
  readonly bad: number
  readonly events: readonly string[]
}

/** Everything that sichter knows of one repository, as plain structures. */
export interface Judgement {
  clock: Clock
  readonly past: Past
  readonly learner: Learner
  readonly suspects: Suspects
  readonly guards: Guards
  /** Areas as configured; empty where the folders are the areas. */
  areas: readonly Area[]
  readonly areaCounts: Map<string, AreaCount>
  /** The repository's own count. */
  all: AreaCount
}

/** The judgement of a repository that nothing is known of. */
export const newJudgement = (): Judgement => ({
  clock: newClock(),
  past: newPast(),
  learner: newLearner(MEASURES.length, TWINS),
  suspects: newSuspects(),
  guards: newGuards(),
  areas: [],
  areaCounts: new Map(),
  all: { changes: 0, bad: 0, events: [] },
})
