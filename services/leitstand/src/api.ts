// Shapes of the outward API. The page reads the same file, so it imports nothing.

/** Small facts of an event, for the sentence that the page makes of it. */
export type Parts = Readonly<Record<string, string | number>>

/** An event as the stream and the lists show it; the whole event is in the log. */
export interface EventSummary {
  readonly position: number
  readonly id: string
  readonly type: string
  readonly subject: string
  /** RFC 3339. */
  readonly time: string
  /** One English sentence. Its words come from outside: show as text only. */
  readonly line: string
  readonly parts: Parts
  /** Worth a place in the story of its repository; false for the routine of an import. */
  readonly notable: boolean
  readonly repository?: string
  /** Subject of the change that it concerns. */
  readonly change?: string
  readonly correlationid: string
  readonly causationid?: string
}

/** Events that the stream counted instead of sending, because they came faster than a person reads. */
export interface Burst {
  readonly count: number
  /** Positions of the first and the last event of the burst; some in between may have been sent. */
  readonly first: number
  readonly last: number
  /** Milliseconds that it covers. */
  readonly ms: number
  readonly types: Readonly<Record<string, number>>
}

/** A past fact with the events that show it. */
export interface Reason {
  readonly kind?: string
  readonly text: string
  readonly events: readonly string[]
  /** Share in what all facts against the change add together, 0–1. */
  readonly weight?: number
  /** Log-odds that it adds to those of an average change; below 0 it speaks for the change. */
  readonly adds?: number
}

export type Level = 'low' | 'medium' | 'high'
export type Signal = 'learned' | 'baseline' | 'none'

export interface Risk {
  /** Id of the risk.assessed event. */
  readonly event: string
  readonly assessed_at: string
  /** 0–100, within the repository. */
  readonly percentile: number
  readonly probability: number | null
  readonly level: Level
  /** Why the level is above what the percentile says. */
  readonly raised_by?: 'incidents'
  readonly signal: Signal
  readonly reasons: readonly Reason[]
  /** What each fact that was found adds, in log-odds, also of those not shown; and their sum. */
  readonly factors?: {
    readonly total: number
    readonly of: readonly { readonly kind: string; readonly adds: number }[]
  }
  readonly baseline: { readonly name: string; readonly value: number; readonly percentile: number }
  readonly areas: readonly string[]
  readonly model: string
}

/** What an event says about a change beyond its sentence: a decision, a guard, an outcome, a CI run or a review. */
export interface Fact {
  readonly event: string
  readonly time: string
  readonly type: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** A change with its latest judgement and what was done about it. */
export interface ChangeCard {
  readonly subject: string
  readonly repository: string
  readonly kind: 'commit' | 'request' | 'branch'
  readonly title: string
  readonly state: 'open' | 'merged' | 'closed' | 'recorded'
  readonly changed_at: string
  readonly author?: string
  readonly number?: number
  readonly sha?: string
  readonly branch?: string
  readonly base_branch?: string
  readonly draft?: boolean
  /** Page at the host; http or https only. */
  readonly url?: string
  readonly added?: number
  readonly deleted?: number
  readonly files?: number
  readonly risk?: Risk
  readonly decisions: readonly Fact[]
  /** What was recommended for it. */
  readonly advice: readonly Fact[]
  readonly guards: readonly Fact[]
  readonly outcomes: readonly Fact[]
  readonly checks: readonly Fact[]
  readonly reviews: readonly Fact[]
}

export interface ChangePage extends ChangeCard {
  /** Oldest first. */
  readonly timeline: readonly EventSummary[]
  /** True where older events were left out. */
  readonly timeline_cut: boolean
}

export interface RepositoryCard {
  readonly repository: string
  readonly location?: string
  readonly default_branch?: string
  readonly shallow?: boolean
  readonly registered_at?: string
  /** Commits recorded so far. */
  readonly commits: number
  /** Commits judged so far. */
  readonly judged: number
  readonly open: number
  /** Absent while the first import runs. */
  readonly imported?: {
    readonly commits: number
    readonly seconds: number
    readonly at: string
    readonly releases: number
  }
  readonly configuration?: { readonly areas: number; readonly guards: number; readonly problems: readonly string[] }
  readonly last_at?: string
}

export interface Incident {
  readonly subject: string
  readonly event: string
  readonly title: string
  readonly severity: string
  readonly detected_at: string
  readonly repository?: string
}

export interface Parked {
  readonly event: string
  readonly consumer: string
  readonly event_type: string
  readonly event_position: number
  readonly reason: string
  readonly tries: number
  /** Id of the event.parked event. */
  readonly parked_by: string
  readonly parked_at: string
}

export interface Overview {
  /** Last position of the log that this answer knows. */
  readonly position: number
  readonly stack: string
  readonly open: readonly ChangeCard[]
  /** Branches that nobody proposed and that had no commit for long; they are not among the open ones. */
  readonly resting: number
  readonly recent: readonly ChangeCard[]
  /** Newest judged changes that `recent` was chosen from. */
  readonly window: number
  readonly repositories: readonly RepositoryCard[]
  readonly incidents: readonly Incident[]
  readonly parked: readonly Parked[]
}

export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly message?: string
}

export interface ServiceHealth {
  readonly name: string
  readonly url: string
  /** ready: all well; not-ready: it answers and says what is missing; unreachable: no answer in time. */
  readonly state: 'ready' | 'not-ready' | 'unreachable'
  readonly ms: number
  readonly checks: readonly Check[]
  readonly message?: string
}

export interface Health {
  readonly asked_at: string
  readonly services: readonly ServiceHealth[]
  readonly stream: { readonly clients: number; readonly dropped: number; readonly position: number }
}

export interface CommandReceipt {
  /** Id of the event that carries it into the log. */
  readonly id: string
  readonly position?: number
}
