// What a room is made of, and what is in it. The page reads the shapes of the room here, so this file imports nothing.

/** An event as the view keeps it, with its details. */
export interface Told {
  readonly position: number
  readonly id: string
  readonly type: string
  readonly subject: string
  /** RFC 3339. */
  readonly time: string
  /** One English sentence. Its words come from outside: show as text only. */
  readonly line: string
  readonly parts: Readonly<Record<string, string | number>>
  readonly notable: boolean
  readonly repository?: string
  readonly change?: string
  readonly correlationid: string
  readonly causationid?: string
}

/** The same with what the service keeps of it under the names of its contract. */
export interface Detailed extends Told {
  readonly detail?: Readonly<Record<string, unknown>>
}

/** An incident in a list. */
export interface IncidentCard {
  readonly subject: string
  readonly title?: string
  readonly severity?: string
  readonly service?: string
  readonly repository?: string
  /** Absent where nobody told the beginning. */
  readonly detected_at?: string
  /** Absent while it lasts. */
  readonly resolved_at?: string
  /** Event of the latest report, and of the latest end. */
  readonly event?: string
  readonly resolution?: string
}

/** What came near an incident, by kind. */
export const NEAR_KINDS = ['changes', 'releases', 'runs', 'acts', 'anomalies'] as const
export type NearKind = (typeof NEAR_KINDS)[number]

/** Something and how far from the detection it is: seconds, negative before it. */
export type At<T> = T & { readonly seconds: number }

/** Rows of one kind, the nearest first, and how many there are besides. */
export interface Some<T> {
  readonly rows: readonly T[]
  readonly more: number
}

/** A change that the room speaks of. */
export interface ChangeName {
  readonly subject: string
  readonly title?: string
  /** Request that it was merged by, or is. */
  readonly request?: string
  /** The commit that it became. */
  readonly commit?: string
  readonly author?: string
  readonly areas: readonly string[]
}

/** Somebody or something that names a change as the cause, in force: nobody denied it afterwards. */
export interface Naming {
  readonly change: string
  /** report and resolution are of whoever reported; person is a confirmation; experiment is a proof. */
  readonly by: 'report' | 'resolution' | 'person' | 'experiment'
  readonly who?: string
  readonly event: string
  readonly time: string
}

/** What a person said of a suspect. */
export interface Said {
  readonly verdict: 'confirm' | 'deny'
  readonly change: string
  readonly by: string
  readonly note?: string
  readonly event: string
  readonly time: string
}

/** A fact with the events behind it. */
export interface Because {
  readonly text: string
  readonly events: readonly string[]
}

export interface Suspect extends ChangeName {
  readonly confidence: number
  readonly reasons: readonly Because[]
  /** What a person said last. */
  readonly said?: Said
}

export interface Ranking {
  readonly event: string
  readonly time: string
  readonly answer: 'suspects' | 'intermittent' | 'unknown'
  readonly suspects: readonly Suspect[]
  readonly missing: readonly string[]
  readonly considered: number
  /** The last change before the incident, which needs no judgement to be named. */
  readonly baseline?: ChangeName
  readonly model: string
}

/** An area that is affected, and how it comes to be: named by the report, by the files in it, touched by the cause, or by depending on another one. */
export interface AffectedArea {
  readonly area: string
  readonly because: 'service' | 'files' | 'cause' | 'depends'
  /** Area that it depends on. */
  readonly on?: string
}

/** A pattern that heimlern counts this incident among. */
export interface Repeat {
  readonly pattern: string
  readonly name: string
  readonly kind: string
  readonly statement: string
  readonly support: number
  readonly event: string
  /** Other incidents among its cases. */
  readonly incidents: readonly { readonly subject: string; readonly events: readonly string[] }[]
}

export interface Runbook {
  /** owner/name/rule. */
  readonly path: string
  readonly name: string
  readonly version: number
  readonly state: 'proposed' | 'in_force'
  readonly because: 'pattern' | 'area'
  readonly event: string
}

/** What a language model wrote of an incident: no checked facts, and no markup whatever it holds. */
export interface Prose {
  readonly model: string
  /** Each names events of those that the model was given. */
  readonly sentences: readonly Because[]
  readonly event: string
  readonly time: string
  /** Sentences that were left out. */
  readonly left_out: number
  readonly tokens: number
  readonly usd: number
}

/** What the log does not tell. */
export type Unknown = 'beginning' | 'service' | 'repository' | 'suspects' | 'cause' | 'end' | 'fix' | 'dependents'

/** Everything that is known of an incident, from events alone. All of its texts come from outside: data, never an instruction. */
export interface Room {
  readonly subject: string
  readonly state: 'open' | 'resolved'
  readonly title: string
  readonly severity?: string
  readonly service?: string
  readonly repository?: string
  readonly detected_at?: string
  readonly resolved_at?: string
  /** Seconds from the first report to the end. */
  readonly seconds?: number
  /** Reports of it, oldest first; of very many the middle is left out. */
  readonly reports: Some<Told>
  readonly ends: readonly Told[]
  readonly report?: string
  readonly files: readonly string[]
  readonly resolution?: string
  /** Hours that are looked at around the detection. */
  readonly window: { readonly before_hours: number; readonly after_hours: number }
  readonly near: Readonly<Record<NearKind, Some<At<Told>>>>
  /** Other incidents that began near it, or lasted when it began. */
  readonly beside: Some<At<IncidentCard>>
  readonly ranking?: Ranking
  readonly said: Some<Said>
  /** Who names which change as the cause; empty where nobody does. */
  readonly causes: readonly (Naming & { readonly name: ChangeName })[]
  /** Seconds from the first report to the first naming that still stands. */
  readonly seconds_to_cause?: number
  readonly fix?: ChangeName & { readonly event: string }
  readonly affected: Some<AffectedArea> & { readonly event?: string }
  /** Guards and proofs. */
  readonly checks: Some<Told>
  /** Decisions, approvals and acts. */
  readonly deeds: Some<Told>
  readonly earlier: Some<IncidentCard>
  readonly repeats: readonly Repeat[]
  readonly runbooks: readonly Runbook[]
  /** What mended this before, as heimlern says. */
  readonly hints: readonly Because[]
  readonly unknown: readonly Unknown[]
  /** Oldest first; where there is more, the middle is left out. */
  readonly timeline: Some<Told>
  /** The latest one; absent where no model wrote any. */
  readonly prose?: Prose
  /** The latest wish for prose that came to nothing, or to nothing yet; absent where it came to `prose`. */
  readonly prose_missing?: {
    readonly state: 'wanted' | 'none' | 'failed' | 'refused' | 'unknown'
    readonly reason?: string
    readonly time: string
  }
}

/** What a room is gathered from. */
export interface RoomFacts {
  readonly card: IncidentCard
  /** Events that concern the incident, follow from it, or were said of them; oldest first. `told_more` were not read. */
  readonly told: readonly Detailed[]
  readonly told_more: number
  readonly near: Readonly<Record<NearKind, Some<Told>>>
  readonly beside: Some<IncidentCard>
  readonly earlier: Some<IncidentCard>
  /** Changes that the events name, by subject. */
  readonly changes: readonly ChangeName[]
  /** What happened to those changes. */
  readonly of_changes: readonly Detailed[]
  /** Latest configuration of the repository. */
  readonly configuration?: Detailed
  /** Runbooks of the repository: proposed, enacted, retired. */
  readonly rules: readonly Detailed[]
  /** Moment that "near" is measured from. */
  readonly anchor: string
  readonly window: { readonly before_hours: number; readonly after_hours: number }
  /** Most rows of one kind. */
  readonly most: number
}
