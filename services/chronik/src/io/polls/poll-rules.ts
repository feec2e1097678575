import type { AnyDraft, AnyMeshEvent } from '@heimgewebe/contracts'
import type { HostChange, HostComment, HostIssue, HostRelease, HostReview, HostRun } from '@heimgewebe/hosts'

/** Injection token of the rules of polling. */
export const POLL_RULES = Symbol('POLL_RULES')

/** One thing that a host told when it was asked. */
export type Told =
  | { readonly kind: 'change'; readonly found: HostChange }
  | { readonly kind: 'review'; readonly found: HostReview }
  | { readonly kind: 'comment'; readonly found: HostComment }
  | { readonly kind: 'run'; readonly found: HostRun }
  | { readonly kind: 'issue'; readonly found: HostIssue }
  | { readonly kind: 'release'; readonly found: HostRelease }

/** The pure half of polling, handed in: what a host's word becomes, and whether the log has it. */
export interface PollRules {
  draftsOf(repository: string, told: Told): readonly AnyDraft[]
  /** Of drafts for one subject, those that its stream does not have, with ids. */
  untold(host: string, known: readonly AnyMeshEvent[], drafts: readonly AnyDraft[]): readonly AnyDraft[]
  /** The event of a poll that told what a webhook tells now. */
  toldByPoll(known: readonly AnyMeshEvent[], draft: AnyDraft): AnyMeshEvent | undefined
  /** Types that both doors may tell. */
  readonly types: ReadonlySet<string>
}
