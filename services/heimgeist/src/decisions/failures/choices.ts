import type { ApprovalRequestedV1, FailureSettledV1 } from '@heimgewebe/contracts'

/** What a person can choose after a failure. */
export interface FailureChoice {
  readonly option: ApprovalRequestedV1['options'][number]
  /** State that it leads to. */
  readonly state: FailureSettledV1['state']
}

/** The three ways on after a failure. None is taken by itself, at no level. */
export const CHOICES: readonly FailureChoice[] = [
  {
    option: {
      id: 'develop-anew',
      label: 'Develop it anew, with my hints',
      effect:
        'State develop_anew: an epic begins with what was tried and your note; at a host an issue too, which you are shown first.',
    },
    state: 'develop_anew',
  },
  {
    option: {
      id: 'fix-by-hand',
      label: 'I fix it by hand',
      effect: 'State fix_by_hand: the mesh waits for the next head and asks about this one no more.',
    },
    state: 'fix_by_hand',
  },
  {
    option: {
      id: 'give-up',
      label: 'Give it up',
      effect:
        'State given_up: its questions end, and nothing is asked, guarded or warned about it until /take-up. It stays as it is at its host.',
    },
    state: 'given_up',
  },
]
