import type { Draft, ProofFinishedV1, TrialFinishedV1 } from '@heimgewebe/contracts'
import { draft } from '@heimgewebe/contracts'
import { oneLine } from './make-inert.js'
import { THINGS } from './plan-proof.js'

type What = TrialFinishedV1['what']

/** One run for a proof that came to a result. */
export interface Trial {
  readonly event: string
  readonly data: Omit<TrialFinishedV1, 'output_tail' | 'protection'>
}

const WORDS: Readonly<Record<What, string>> = {
  change: 'on the change',
  parent: 'on the commit before it',
  reverted: 'with the change taken back',
}

/** What each thing has to come to, that the change is proved to be behind the trouble. */
const WANTED: Readonly<Record<What, 'failed' | 'passed'>> = { change: 'failed', parent: 'passed', reverted: 'passed' }

/**
 * Says whether the runs prove a change to be behind an incident: each run on it fails, each without it passes. Anything
 * else does not prove it, and the first thing that stands against it is named.
 */
export const judgeProof = (trials: readonly [Trial, ...Trial[]]): Draft<'proof.finished.v1'> => {
  const { repository, incident, request, suspect } = trials[0].data
  const doubt = doubtIn(trials)
  return draft('proof.finished.v1', {
    subject: `proof/${request}`,
    data: {
      repository,
      incident,
      request,
      change: `change/${repository}/${suspect}`,
      verdict: doubt === undefined ? 'proved' : 'not_proved',
      reason: doubt ?? 'it fails on the change, passes on the commit before it, and passes with the change taken back',
      runs: trials.map(({ event, data }) => ({
        what: data.what,
        attempt: data.attempt,
        outcome: data.outcome,
        event,
      })),
      events: trials.map(({ event }) => event).slice(0, 50),
    },
  })
}

const doubtIn = (trials: readonly Trial[]): string | undefined => {
  const lost = trials.find(({ data }) => data.outcome !== 'failed' && data.outcome !== 'passed')
  if (lost) return oneLine(`it could not be told ${WORDS[lost.data.what]}: ${lost.data.reason}`, 1000)
  for (const what of THINGS) {
    const outcomes = trials.filter(({ data }) => data.what === what).map(({ data }) => data.outcome)
    const failed = outcomes.filter((outcome) => outcome === 'failed').length
    if (outcomes.length === 0) return `it was not run ${WORDS[what]}`
    if (failed > 0 && failed < outcomes.length)
      return `it comes and goes: of ${outcomes.length} runs ${WORDS[what]}, ${failed} failed`
    if (outcomes[0] !== WANTED[what]) return AGAINST[what]
  }
  return undefined
}

const AGAINST: Readonly<Record<What, ProofFinishedV1['reason']>> = {
  change: 'it passes on the change: the command does not show the trouble there',
  parent: 'it fails on the commit before the change too: the trouble is older',
  reverted: 'it fails with the change taken back too: something else keeps the trouble alive',
}
