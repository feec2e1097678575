import type { EventData } from '@heimgewebe/contracts'
import { type Reason, reason } from './make-decision.js'

/** A learned policy that is in force. */
export interface PolicyInForce {
  readonly rule: string
  readonly version: number
  readonly name: string
  /** Areas that it is for. */
  readonly areas: readonly string[]
  readonly policy: NonNullable<EventData['rule.enacted.v1']['policy']>
  /** Event that put it in force. */
  readonly enacted: string
}

/** The policies that a change has to follow: those for an area that it touches. */
export const policiesFor = (areas: readonly string[], inForce: readonly PolicyInForce[]): PolicyInForce[] =>
  inForce.filter((one) => one.areas.some((area) => areas.includes(area)))

/** Whether a policy asks for the guards of a change, whatever its risk. */
export const needsGuard = ({ policy }: PolicyInForce): boolean =>
  policy.guards !== undefined || policy.raise_to !== undefined

/** Why a change is treated otherwise than its risk alone would have it: what the policy says, and the event that enacted it. */
export const policyReasons = (policies: readonly PolicyInForce[], about: string): Reason[] =>
  policies.map(({ name, version, policy, areas, enacted }) =>
    reason(
      `policy ${name}, version ${version}, is in force for ${areas.join(', ')}${policy.warn === undefined ? '' : `: ${policy.warn}`}`,
      [enacted, about],
      about,
    ),
  )

/** The policy that a rule brought into force; undefined for other kinds and for one that says nothing. */
export const readPolicy = (id: string, data: EventData['rule.enacted.v1']): PolicyInForce | undefined => {
  const { kind, policy, rule, version, areas = [], name = rule } = data
  if (kind !== 'policy' || policy === undefined || areas.length === 0) return undefined
  return { rule, version, name, areas, policy, enacted: id }
}
