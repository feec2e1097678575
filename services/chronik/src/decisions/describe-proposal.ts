import { deriveId, type Draft, draft, type EventData } from '@heimgewebe/contracts'
import { describeDiff, type DiffFacts } from './describe-commit.js'
import { fitted } from './describe-limits.js'

/** A change that a host told of without its files. */
export interface ToldProposal {
  readonly subject: string
  /** Id, correlation and time of the event that told of it. */
  readonly event: string
  readonly correlation: string
  readonly time: Date
  readonly data: EventData['pr.opened.v1']
}

/** What its commits say of it. */
export interface ProposalContent {
  /** Commit that it left its base branch at. */
  readonly mergeBase: string
  /** Its own commits, oldest first. */
  readonly commits: readonly string[]
  readonly diff: DiffFacts
}

/**
 * The same change once more, with its files. What the host said of it stays; lines are counted as everywhere here. Its id
 * follows from the event that told of it, so that telling it again after a kill appends nothing.
 */
export const describeProposal = (
  { subject, event, correlation, time, data }: ToldProposal,
  { mergeBase, commits, diff }: ProposalContent,
): Draft<'pr.updated.v1'> => {
  const known = { base: mergeBase, commits: commits.slice(-250), files_known: true, ...describeDiff(diff) }
  return draft('pr.updated.v1', {
    id: deriveId(time.getTime(), `${event}|files`),
    time: time.toISOString(),
    subject,
    causationid: event,
    correlationid: correlation,
    data: fitted<EventData['pr.updated.v1']>({ ...data, ...known }),
  })
}
