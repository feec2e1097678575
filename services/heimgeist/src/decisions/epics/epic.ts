/** Something that happened, and when by its own clock. */
export interface Happening {
  readonly event: string
  /** Unix milliseconds. */
  readonly atMs: number
}

/** One sentence and the events that it rests on. */
export interface Said {
  readonly text: string
  readonly events: readonly string[]
}

/** How something came to be linked: by a person, by a text that names the epic, or since a change of it caused it. */
export type How = 'hand' | 'text' | 'cause'

/** An epic as it is kept. */
export interface Epic {
  readonly epic: string
  readonly title: string
  readonly repository: string | null
  /** Issue that describes it. */
  readonly issue: string | null
  readonly by: string | null
  readonly opened: Happening
  /** Set while it is closed. */
  readonly closed: (Happening & { readonly by?: string }) | null
  /** Latest moment that an alarm told, in Unix milliseconds; 0 before the first. */
  readonly clockMs: number
}

/** Something that belongs to an epic. */
export interface Link {
  readonly epic: string
  readonly subject: string
  readonly by: string | null
  readonly reason: string | null
  readonly how: How
  /** Event that linked it. */
  readonly event: string
  /** Events that show why. */
  readonly events: readonly string[]
  /** A person took it out: no text links it again. */
  readonly gone: boolean
}

/** The latest run of a pipeline or guard. */
export interface LatestRun extends Happening {
  readonly what: string
  readonly sha: string
  readonly failed: boolean
  /** What failed, as it may be shown. */
  readonly said?: string
}

/** The latest say of one reviewer. */
export interface Review extends Happening {
  readonly reviewer: string
  readonly verdict: 'approved' | 'changes_requested' | 'dismissed'
}

/** What a text says that must come first. */
export interface Need {
  /** Subjects that it may mean: a number is a request or an issue. */
  readonly refs: readonly string[]
  readonly event: string
}

/** What the events tell of a change, an issue or an incident; JSON, as it is kept. */
export interface Facts {
  readonly subject: string
  readonly repository: string | null
  readonly title?: string
  readonly author?: string
  readonly branch?: string
  /** Commit that it proposes. */
  readonly head?: string
  /** Commit that it became. */
  readonly mergedAs?: string
  readonly state?: Happening & { readonly is: 'open' | 'merged' | 'closed' }
  readonly opened?: Happening
  readonly news?: Happening
  /** Moment of the content that title, head and files come from. */
  readonly contentMs?: number
  readonly files: readonly string[]
  readonly needs: readonly Need[]
  readonly runs: readonly LatestRun[]
  readonly reviews: readonly Review[]
}

/** Something that went wrong with a change. */
export interface Trouble extends Happening {
  readonly change: string
  readonly kind: 'run' | 'fixed' | 'reverted' | 'incident'
  /** ci/<pipeline>, guard/<name>, or the subject of what showed it. */
  readonly what: string
  readonly said: string
  readonly errors: readonly { readonly print: string; readonly said: string }[]
  /** Files that the trouble itself names. */
  readonly files: readonly string[]
  /** Area that the trouble itself names. */
  readonly areas: readonly string[]
}

/** A cluster of problems that are alike, as semantah told it last. */
export interface Alike {
  readonly cluster: string
  readonly label: string
  /** Subjects of the problems: incidents, issues, or changes whose run failed. */
  readonly members: readonly string[]
  /** Events of the problems. */
  readonly events: readonly string[]
  /** Event that told it. */
  readonly event: string
}

/** A warning that was given, or kept for the record. */
export interface Warned {
  readonly epic: string
  readonly change: string
  readonly label: string
  /** Places of the cluster, each by its key. */
  readonly keys: readonly string[]
  /** Changes that had the trouble then. */
  readonly of: readonly string[]
  readonly said: boolean
  readonly text: string
  readonly event: string
  readonly atMs: number
}

/** Bounds and measures of epics. */
export interface EpicRules {
  /** Time without news after which an open change is stale, in milliseconds. */
  readonly staleMs: number
  /** Changes that must have a trouble before it is a cluster. */
  readonly least: number
  /** Share of the tried changes of a file or area that must have failed before it is one, 0 to 1. */
  readonly share: number
}

/** Everything that is known when an epic is looked at. */
export interface EpicKnown {
  readonly epic: Epic
  readonly links: readonly Link[]
  /** Facts of all that is linked, of the branches of its requests, and of what it needs first. */
  readonly facts: readonly Facts[]
  readonly troubles: readonly Trouble[]
  /** Clusters of like problems that some of the troubles are among. */
  readonly alike: readonly Alike[]
  /** Changes as verdicts tell them. */
  readonly judged: readonly {
    readonly change: string
    readonly areas: readonly string[]
    readonly open: boolean | null
  }[]
  /** Warnings of its changes, those of other epics among them. */
  readonly warned: readonly Warned[]
  /** Questions to a person about its changes that wait for an answer. */
  readonly asked: readonly { readonly change: string; readonly request: string }[]
  /** Other epics that something of it belongs to. */
  readonly elsewhere: readonly { readonly subject: string; readonly epic: string }[]
}

/** What nothing was heard of yet. */
export const noFacts = (subject: string, repository: string | null): Facts => ({
  subject,
  repository,
  files: [],
  needs: [],
  runs: [],
  reviews: [],
})

/**
 * The repository that a subject names; null for one that names none, such as an incident. What follows it is one part but
 * for a branch, whose name may hold slashes as a repository of groups does: there it is taken for owner/name.
 */
export const repositoryOf = (subject: string): string | null =>
  (/^branch\/([^/]+\/[^/]+)\/./u.exec(subject) ?? /^(?:pr|issue|change)\/([^/]+\/.+)\/[^/]+$/u.exec(subject))?.[1] ??
  null

const CHANGE = /^(?:change|pr|branch)\//

/** Whether a subject is a change. */
export const isChange = (subject: string): boolean => CHANGE.test(subject)
