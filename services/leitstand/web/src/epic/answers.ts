/** A sentence and the events that it rests on; its words may come from outside. */
export interface Said {
  readonly text: string
  readonly events: readonly string[]
}

/** A moment and its event. */
export interface Moment {
  readonly at: string
  readonly event: string
}

/** An epic in a list, as heimgeist tells it. */
export interface EpicCard {
  readonly epic: string
  readonly title: string
  readonly state: 'open' | 'closed'
  readonly repository?: string
  readonly issue?: string
  readonly by?: string
  readonly opened: Moment
  readonly closed?: Moment
  readonly as_of?: string
  readonly summary: Said
  readonly counts: Readonly<Record<'linked' | 'merged' | 'open' | 'closed' | 'unknown' | 'failed', number>>
  readonly blocked: number
  readonly stale: number
  readonly clusters: number
}

export type ChangeState = 'open' | 'merged' | 'closed' | 'unknown'

/** A change of an epic. */
export interface EpicChange {
  readonly change: string
  readonly title?: string
  readonly author?: string
  readonly state: ChangeState
  readonly failed: boolean
  readonly areas: readonly string[]
  readonly opened?: Moment
  readonly ended?: Moment
  readonly stands: Said
  readonly link: Said
  readonly troubles: readonly (Said & { readonly at: string })[]
  /** Other epics that it belongs to. */
  readonly also: readonly string[]
}

/** An issue or an incident of an epic. */
export interface EpicThing {
  readonly subject: string
  readonly title?: string
  readonly state: 'open' | 'closed' | 'unknown'
  readonly stands: Said
  readonly link: Said
}

/** A change that does not move, and the one act that helps. */
export interface Waiting extends Said {
  readonly change: string
  readonly unblock: string
}

/** Changes of one area that began in one month, and how many of them something went wrong with. */
export interface RiskCell {
  readonly area: string
  readonly month: string
  readonly changes: number
  readonly failed: number
  readonly events: readonly string[]
}

/** An epic with all that belongs to it. */
export interface Epic extends Omit<EpicCard, 'blocked' | 'stale' | 'clusters'> {
  readonly next: Said
  readonly changes: readonly EpicChange[]
  readonly issues: readonly EpicThing[]
  readonly incidents: readonly EpicThing[]
  readonly blocked: readonly Waiting[]
  readonly stale: readonly Waiting[]
  readonly clusters: readonly (Said & { readonly label: string; readonly changes: readonly string[] })[]
  readonly warnings: readonly (Said & { readonly change: string; readonly at: string; readonly said: boolean })[]
  readonly timeline: readonly (Said & { readonly at: string; readonly subject: string })[]
  readonly timeline_omitted: number
  readonly risk: readonly RiskCell[]
}
