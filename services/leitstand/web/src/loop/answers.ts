import type { Reason } from '../../../src/api.js'

// What heimgeist, heimlern and wgx answer, as far as the page shows it. Every text comes from outside.

/** A question to a person as a list shows it. */
export interface BriefQuestion {
  /** Event that asked. */
  readonly request: string
  /** open: it waits; allowed, done, failed: a yes and what came of it; refused, expired, withdrawn. */
  readonly state: 'open' | 'allowed' | 'done' | 'failed' | 'refused' | 'expired' | 'withdrawn'
  readonly agent: string
  readonly repository: string
  readonly change?: string
  /** Event that it came from. */
  readonly about: string
  readonly decision: string
  readonly level: number
  readonly level_reason: string
  readonly title: string
  readonly act?: string
  readonly content_sha256?: string
  readonly options: readonly Option[]
  readonly deadline: string
  readonly reasons?: readonly Reason[]
  /** Event of the answer that closed it. */
  readonly answer: string | null
  readonly answered_by: string | null
  readonly result: string | null
  /** Subject of the commit that it became. */
  readonly made: string | null
}

export interface Option {
  readonly id: string
  readonly label: string
  readonly effect?: string
}

/** A question with everything that is shown before a person answers. */
export interface Question extends BriefQuestion {
  readonly text: string
  /** What failed, where the question is about that. */
  readonly report?: object
  /** What would be done, whole. */
  readonly order?: { readonly act: string; readonly arguments: Readonly<Record<string, unknown>> }
}

export interface Proof {
  readonly fires_on: number
  readonly silent_on: number
  readonly false_alarms: number
  readonly misses?: number
}

/** A rule and how it fares. */
export interface Rule {
  readonly repository: string
  readonly rule: string
  readonly kind: string
  readonly name: string
  readonly state: 'proposed' | 'in_force' | 'rejected' | 'retired'
  readonly areas: readonly string[]
  readonly version?: number
  readonly since?: string
  readonly latest: number
  readonly rationale: string
  readonly proof: Proof
  readonly measure: { readonly helped: number; readonly noise: number; readonly missed: number }
  readonly event: string
}

/** What a rule was proposed with. */
export interface Proposal {
  readonly version: number
  readonly content: string
  readonly content_sha256: string
  readonly path?: string
  readonly diff?: string
  readonly supersedes?: number
  readonly events: readonly string[]
  readonly proof: Omit<Proof, 'fires_on'> & { readonly fires_on: readonly string[] }
}

/** Something that was learned. */
export interface Pattern {
  readonly repository: string
  readonly pattern: string
  readonly name: string
  readonly kind: string
  readonly state: string
  readonly statement: string
  readonly cases: readonly { readonly subject: string; readonly events: readonly string[] }[]
  readonly support: number
  readonly counter_cases: number
  readonly confidence: number
  /** What people say of it; absent where nobody said anything. */
  readonly people?: { readonly good: number; readonly bad: number; readonly events: readonly string[] }
}

/** What a guard is worth. */
export interface GuardWorth {
  readonly repository: string
  readonly guard: string
  readonly runs: number
  readonly seconds: number
  readonly caught: number
  readonly missed_passed: number
  readonly missed_left_out: number
  readonly flaky: number
  readonly before: number
  readonly unclear: number
  readonly worth: string
  readonly reason: string
}

/** A test that failed and then passed on the same files. */
export interface FlakyTest {
  readonly repository: string
  readonly guard: string
  readonly test: string
  readonly failed: number
  readonly flipped: number
}

/** What is normal for a pipeline or a guard, and what was far outside last. */
export interface Baseline {
  readonly repository: string
  readonly what: string
  readonly measure: string
  readonly normal: Normal
  readonly anomaly:
    (Normal & { readonly value: number; readonly factor: number; readonly events: readonly string[] }) | null
  /** Whether it goes on. */
  readonly outside: boolean
}

interface Normal {
  readonly unit: string
  readonly runs?: number
  readonly median: number
  readonly low: number
  readonly high: number
}

export interface EffectiveLevel {
  readonly agent: string
  readonly repository: string
  readonly act: 'look' | 'say' | 'change'
  readonly level: 0 | 1 | 2 | 3
  readonly reason: string
  readonly origin: string
}

export interface Levels {
  readonly fallback: number
  readonly effective: readonly EffectiveLevel[]
  readonly records: readonly {
    readonly agent: string
    readonly repository: string
    readonly good: number
    readonly events: readonly string[]
  }[]
  readonly changed: readonly { readonly event: string }[]
  readonly promote_after: number
}

export interface Agent {
  readonly agent: string
  readonly version: number
  readonly enabled: boolean
  readonly removed: boolean
  readonly registered: string
  readonly registered_at: string
  readonly scorecard: Readonly<Record<'fired' | 'passed' | 'failed' | 'incomplete' | 'good' | 'bad', number>>
}

/** What the fixes of a repository took out of its code, as it was found last. */
export interface Mining {
  readonly repository: string
  readonly event: string
  readonly at: string
  readonly reason: string
  readonly refused: readonly {
    readonly language: string
    readonly construct: string
    readonly reason: string
    readonly cases: number
  }[]
}
