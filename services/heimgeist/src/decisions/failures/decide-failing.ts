import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Matter, newMatter } from '../core-loop.js'
import type { LevelFound, Levels } from '../find-level.js'
import { dayOf, momentOf } from '../tell-time.js'
import { escalateFailure, excuseFailure, levelToAsk } from './decide-failure.js'
import type { Failing } from './follow-run.js'
import type { FailureKnown } from './judge-run.js'
import { guidesFor } from './read-lesson.js'
import { type Guide, judgeFailing, wishOfFailure } from './report-failure.js'

/** What is known when the other runs of a failing head had time to fail too. */
export interface FailingKnown extends FailureKnown {
  readonly failing: Failing
  /** Failed run that the decision is about. */
  readonly cause: MeshEvent
  readonly levels: Levels
  readonly guides: readonly Guide[]
  /** Areas that the change touches. */
  readonly areas: readonly string[]
  readonly messagesLeft: number
  readonly escalateAfter: number
  readonly providers: readonly string[]
}

/** What was decided about a failing head. */
export interface FailingDecided {
  readonly failing: Failing
  /** What a person may be asked; absent where none of it is the change's. */
  readonly matter?: Matter
  readonly level: LevelFound
  readonly drafts: Draft[]
}

/** Day of the budget that a decision at this alarm counts against. */
export const dayOfAlarm = (event: MeshEvent, clockMs: number): string => dayOf(momentOf(event, clockMs))

/** Decides once about everything that failed at one head: excused, or a question; and whether it is one too many in a row. */
export const decideFailing = (known: FailingKnown): FailingDecided => {
  const { failing, cause, levels, messagesLeft, escalateAfter: after, providers } = known
  const level = levelToAsk(levels, failing.repository)
  const judged = judgeFailing(failing, known)
  if (judged.every((one) => one.judged !== 'new'))
    return {
      failing: { ...failing, state: 'excused' },
      level,
      drafts: excuseFailure(cause, failing, judged, levels),
    }
  const counted: Failing = { ...failing, state: 'decided', streak: failing.streak + 1 }
  const wish = wishOfFailure(counted, judged, known, guidesFor(known.areas, known.guides))
  return {
    failing: counted,
    matter: newMatter(cause, levels, wish, messagesLeft),
    level,
    // The question comes first, and spends the message that it is.
    drafts: escalateFailure(cause, counted, wish, { levels, after, messagesLeft: messagesLeft - 1, providers }),
  }
}
