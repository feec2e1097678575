// Rows that handlers hand to the view. Absent fields keep what the table has.

/** A row of `changes`, whole or in part. */
export interface ChangeRow {
  readonly subject: string
  readonly repository: string
  readonly kind: string
}

/** A row of `moments`: one event. */
export interface MomentRow {
  readonly position: number
  readonly id: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly line: string
  readonly parts: Readonly<Record<string, string | number>>
  readonly notable: boolean
  readonly repository?: string
  readonly change?: string
  readonly correlationid: string
  readonly causationid?: string
  readonly incidents?: readonly string[]
  readonly detail?: Readonly<Record<string, unknown>>
}

/** A row of `repositories`; commits are added to what is there. */
export interface RepositoryRow {
  readonly repository: string
  readonly location?: string
  readonly default_branch?: string
  readonly shallow?: boolean
  readonly registered_at?: string
  readonly commits?: number
  readonly imported?: Readonly<Record<string, unknown>>
  readonly configuration?: Readonly<Record<string, unknown>>
  readonly last_at?: string
}

/** A row of `incidents` from its beginning. */
export interface IncidentRow {
  readonly subject: string
  readonly event: string
  readonly title: string
  readonly severity: string
  readonly service?: string
  readonly repository?: string
  readonly detected_at: string
}

/** What the end of an incident says; it makes a row where nobody told the beginning. */
export interface ResolvedRow {
  readonly subject: string
  readonly event: string
  readonly title?: string
  readonly repository?: string
  readonly at: string
}

/** A row of `parked`. */
export interface ParkedRow {
  readonly event: string
  readonly consumer: string
  readonly event_type: string
  readonly event_position: number
  readonly reason: string
  readonly tries: number
  readonly parked_by: string
  readonly parked_at: string
}

/** What one event changes in the view, besides the moment itself. */
export interface Changes {
  readonly changes?: readonly ChangeRow[]
  readonly repository?: RepositoryRow
  readonly incident?: IncidentRow
  readonly resolved?: ResolvedRow
  readonly parked?: ParkedRow
  /** A parked event that is no longer parked at this consumer. */
  readonly unparked?: { readonly event: string; readonly consumer: string }
}
