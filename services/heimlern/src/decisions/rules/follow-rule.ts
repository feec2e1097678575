import type { EventData } from '@heimgewebe/contracts'
import type { Rule } from './rule.js'

/** A version came into force: it is measured anew from this moment on. Undefined where heimlern does not know the rule. */
export const enact = (
  rule: Rule | undefined,
  { version }: EventData['rule.enacted.v1'],
  at: string,
): Rule | undefined =>
  rule && {
    ...rule,
    state: 'in_force',
    version,
    since: at,
    areas: rule.proposal.areas ?? [],
    endings: {},
    open: [],
    measure: { helped: 0, noise: 0, missed: 0 },
    latest: [],
    told: { matched: 0, helped: 0, missed: 0, worth: 'unclear' },
  }

/** A person said no, or nobody answered: what was in force before stays in force. */
export const decline = (
  rule: Rule | undefined,
  { about, outcome, option }: EventData['approval.closed.v1'],
): Rule | undefined => {
  if (!rule || rule.event !== about) return undefined
  const refused = outcome === 'expired' || (outcome === 'answered' && option !== undefined && option !== 'approve')
  return refused && rule.state === 'proposed' ? { ...rule, state: 'rejected' } : undefined
}

/** It is no longer in force, whoever said so. */
export const retire = (rule: Rule | undefined): Rule | undefined => rule && { ...rule, state: 'retired' }
