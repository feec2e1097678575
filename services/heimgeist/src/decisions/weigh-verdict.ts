import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import { type Reason, reason } from './make-decision.js'

type Verdict = EventData['risk.assessed.v1']

/** What may be claimed about a change. */
export type Claim = 'high' | 'medium' | 'nothing'

/**
 * What a verdict may claim. Medium risk without a learned signal or an incident claims nothing: it would only say that the
 * change has more lines than most. High risk keeps its guard then, which costs little and is how outcomes become known at all.
 */
export const claimOf = (verdict: Verdict): Claim => {
  const { level } = verdict
  if (level === 'high') return 'high'
  return level === 'medium' && restsOnMoreThanSize(verdict) ? 'medium' : 'nothing'
}

/** Whether a level comes from what is known of the past: a score that beats the size, or incidents. */
export const restsOnMoreThanSize = ({ signal, raised_by }: Verdict): boolean =>
  signal === 'learned' || raised_by !== undefined

/**
 * Whether an open change touches what an incident came from. That is guarded whatever its rank: where few outcomes are
 * known a rank says little, and what broke the users' day once is a fact.
 */
export const touchesIncident = ({ open, reasons }: Verdict): boolean =>
  open && reasons.some(({ kind }) => kind === 'file-incidents')

/** Reasons that a verdict gives: first how much it claims, then the past facts that it rests on. */
export const reasonsOf = ({ id, data }: MeshEvent<'risk.assessed.v1'>): Reason[] => [
  reason(claimText(data), [id], id),
  ...data.reasons.map((fact) => reason(fact.text, fact.events, id)),
]

const claimText = (verdict: Verdict): string => {
  const { level, signal, repository, baseline, raised_by } = verdict
  const share = `${round(verdict.percentile)} % of the judged changes of ${repository}`
  if (raised_by !== undefined)
    return `${level} risk by the ${raised_by} of what it touches, though its rank is only above ${share}`
  if (signal === 'learned') return `${level} risk: riskier than ${share} by its past`
  if (signal === 'baseline')
    return `no signal beyond size: ${baseline.name} is above that of ${share}, and its past predicts no better than that yet`
  return `no signal: too few outcomes are known here to say more than a rank above ${share}`
}

/** One digit after the point, and never 100 where something is missing to it. */
const round = (percent: number): number => Math.floor(percent * 10) / 10
