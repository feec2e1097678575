import type { EventData } from '@heimgewebe/contracts'

/** A rule as it is proposed. */
export type Proposed = EventData['rule.proposed.v1']

/** How a change that a rule matched ended. */
export type Ending = 'helped' | 'noise' | 'missed'

/** A rule and how it fares. */
export interface Rule {
  readonly rule: string
  readonly kind: Proposed['kind']
  readonly name: string
  readonly pattern: string
  readonly areas: readonly string[]
  readonly state: 'proposed' | 'in_force' | 'rejected' | 'retired'
  /** Latest version that was proposed, and the whole of it. */
  readonly proposal: Proposed
  /** Event of that proposal. */
  readonly event: string
  /** Version in force; absent before the first approval. */
  readonly version?: number
  /** When it came into force, RFC 3339. */
  readonly since?: string
  /** Support of the pattern when this version was written. */
  readonly support: number
  /** Changes since it is in force that it matched, by subject, at most 500, and how they ended. */
  readonly endings: Readonly<Record<string, Ending>>
  /** Of a lint rule: changes that it fires on and that are neither mended nor merged yet, the latest 500. */
  readonly open?: readonly string[]
  readonly measure: Readonly<Record<Ending, number>>
  /** Latest outcomes that were counted. */
  readonly latest: readonly string[]
  /** Matches and worth as last told. */
  readonly told: { readonly matched: number; readonly helped: number; readonly missed: number; readonly worth: string }
}

/** The past that a proposal is tried on. */
export type Proof = Proposed['proof']
