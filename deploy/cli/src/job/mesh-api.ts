import type { ServiceClient } from '../client/service-client.js'
import { clientOf } from '../context.js'
import type { Context } from '../context.js'

/** What leitstand knows of a repository. */
export interface RepositoryCard {
  readonly repository: string
  readonly location?: string
  /** Commits recorded so far. */
  readonly commits: number
  /** Commits judged so far. */
  readonly judged: number
  readonly open: number
  readonly shallow?: boolean
  /** Absent while the first import runs. */
  readonly imported?: { readonly commits: number; readonly seconds: number }
}

/** How far chronik has read a watched place. */
export interface ImportState {
  /** Identity, once it is known. */
  readonly repository?: string
  readonly location: string
  readonly state: 'waiting' | 'cloning' | 'importing' | 'following' | 'failed'
  readonly commits_total: number
  readonly commits_done: number
  /** What went wrong or is worth knowing. */
  readonly problem?: string
}

/** A judgement as leitstand shows it. */
export interface Risk {
  /** Share of the repository's latest changes that were less risky, in percent. */
  readonly percentile: number
  /** Chance of a later fix or revert within two years, 0 to 1; null while too few outcomes are known. */
  readonly probability: number | null
  readonly level: 'low' | 'medium' | 'high'
  /** Why the level is above what the percentile says. */
  readonly raised_by?: 'incidents'
  readonly signal: 'learned' | 'baseline' | 'none'
  /** `adds`: log-odds that a fact adds to those of an average change. */
  readonly reasons: readonly { readonly text: string; readonly events: readonly string[]; readonly adds?: number }[]
  readonly factors?: {
    readonly total: number
    readonly of: readonly { readonly kind: string; readonly adds: number }[]
  }
  readonly baseline: { readonly name: string; readonly value: number; readonly percentile: number }
}

/** A change with its latest judgement. */
export interface ChangeCard {
  /** change/…, pr/… or branch/…. */
  readonly subject: string
  readonly repository: string
  readonly title: string
  readonly state: 'open' | 'merged' | 'closed' | 'recorded'
  readonly changed_at: string
  readonly author?: string
  readonly risk?: Risk
  /** What was recommended for it. */
  readonly advice?: readonly { readonly event: string; readonly detail: { readonly text?: string } }[]
}

/** What is risky now. */
export interface Overview {
  /** Last position of the log that the answer knows. */
  readonly position: number
  readonly open: readonly ChangeCard[]
  /** Branches that nobody proposed and that had no commit for long; they are not among the open ones. */
  readonly resting: number
  /** The riskiest of the newest changes, riskiest first. */
  readonly recent: readonly ChangeCard[]
  readonly repositories: readonly RepositoryCard[]
}

/** The two doors that the CLI uses: the log for writing and following, the outward API for reading. */
export interface MeshApi {
  readonly chronik: ServiceClient
  readonly leitstand: ServiceClient
}

/** Clients of the running mesh. */
export const meshApi = async (context: Pick<Context, 'settings'>): Promise<MeshApi> => ({
  chronik: await clientOf(context, 'chronik'),
  leitstand: await clientOf(context, 'leitstand'),
})

/** Last position of the log. */
export const headOf = async ({ chronik }: MeshApi): Promise<number> =>
  (await chronik.get<{ head: number }>('/events/counts')).head
