// Generated from contracts/. Do not edit.
import type { BranchRewrittenV1 } from './branch-rewritten-v1.js'
import type { ChangeRecordedV1 } from './change-recorded-v1.js'
import type { CiResultV1 } from './ci-result-v1.js'
import type { CommandGivenV1 } from './command-given-v1.js'
import type { CommandRefusedV1 } from './command-refused-v1.js'
import type { CommentCreatedV1 } from './comment-created-v1.js'
import type { ConfigurationRecordedV1 } from './configuration-recorded-v1.js'
import type { DecisionMadeV1 } from './decision-made-v1.js'
import type { EventDiscardedV1 } from './event-discarded-v1.js'
import type { EventParkedV1 } from './event-parked-v1.js'
import type { EventReleasedV1 } from './event-released-v1.js'
import type { GuardFinishedV1 } from './guard-finished-v1.js'
import type { GuardRequestedV1 } from './guard-requested-v1.js'
import type { GuardStartedV1 } from './guard-started-v1.js'
import type { IncidentDetectedV1 } from './incident-detected-v1.js'
import type { IncidentResolvedV1 } from './incident-resolved-v1.js'
import type { IssueClosedV1 } from './issue-closed-v1.js'
import type { IssueOpenedV1 } from './issue-opened-v1.js'
import type { OutcomeCountedV1 } from './outcome-counted-v1.js'
import type { OutcomeRecordedV1 } from './outcome-recorded-v1.js'
import type { PrClosedV1 } from './pr-closed-v1.js'
import type { PrMergedV1 } from './pr-merged-v1.js'
import type { PrOpenedV1 } from './pr-opened-v1.js'
import type { PrReviewedV1 } from './pr-reviewed-v1.js'
import type { PrUpdatedV1 } from './pr-updated-v1.js'
import type { PushReceivedV1 } from './push-received-v1.js'
import type { ReleasePublishedV1 } from './release-published-v1.js'
import type { RepositoryImportedV1 } from './repository-imported-v1.js'
import type { RepositoryRegisteredV1 } from './repository-registered-v1.js'
import type { RiskAssessedV1 } from './risk-assessed-v1.js'
import type { SuspectsRankedV1 } from './suspects-ranked-v1.js'
import type { WatchRequestedV1 } from './watch-requested-v1.js'
import type { WebhookReceivedV1 } from './webhook-received-v1.js'

/** Data of each event type. */
export interface EventData {
  'branch.rewritten.v1': BranchRewrittenV1
  'change.recorded.v1': ChangeRecordedV1
  'ci.result.v1': CiResultV1
  'command.given.v1': CommandGivenV1
  'command.refused.v1': CommandRefusedV1
  'comment.created.v1': CommentCreatedV1
  'configuration.recorded.v1': ConfigurationRecordedV1
  'decision.made.v1': DecisionMadeV1
  'event.discarded.v1': EventDiscardedV1
  'event.parked.v1': EventParkedV1
  'event.released.v1': EventReleasedV1
  'guard.finished.v1': GuardFinishedV1
  'guard.requested.v1': GuardRequestedV1
  'guard.started.v1': GuardStartedV1
  'incident.detected.v1': IncidentDetectedV1
  'incident.resolved.v1': IncidentResolvedV1
  'issue.closed.v1': IssueClosedV1
  'issue.opened.v1': IssueOpenedV1
  'outcome.counted.v1': OutcomeCountedV1
  'outcome.recorded.v1': OutcomeRecordedV1
  'pr.closed.v1': PrClosedV1
  'pr.merged.v1': PrMergedV1
  'pr.opened.v1': PrOpenedV1
  'pr.reviewed.v1': PrReviewedV1
  'pr.updated.v1': PrUpdatedV1
  'push.received.v1': PushReceivedV1
  'release.published.v1': ReleasePublishedV1
  'repository.imported.v1': RepositoryImportedV1
  'repository.registered.v1': RepositoryRegisteredV1
  'risk.assessed.v1': RiskAssessedV1
  'suspects.ranked.v1': SuspectsRankedV1
  'watch.requested.v1': WatchRequestedV1
  'webhook.received.v1': WebhookReceivedV1
}

export type {
  BranchRewrittenV1,
  ChangeRecordedV1,
  CiResultV1,
  CommandGivenV1,
  CommandRefusedV1,
  CommentCreatedV1,
  ConfigurationRecordedV1,
  DecisionMadeV1,
  EventDiscardedV1,
  EventParkedV1,
  EventReleasedV1,
  GuardFinishedV1,
  GuardRequestedV1,
  GuardStartedV1,
  IncidentDetectedV1,
  IncidentResolvedV1,
  IssueClosedV1,
  IssueOpenedV1,
  OutcomeCountedV1,
  OutcomeRecordedV1,
  PrClosedV1,
  PrMergedV1,
  PrOpenedV1,
  PrReviewedV1,
  PrUpdatedV1,
  PushReceivedV1,
  ReleasePublishedV1,
  RepositoryImportedV1,
  RepositoryRegisteredV1,
  RiskAssessedV1,
  SuspectsRankedV1,
  WatchRequestedV1,
  WebhookReceivedV1,
}
