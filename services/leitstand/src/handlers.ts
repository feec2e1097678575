// All handlers of this service: it shows every event of the log.
import { OnBranchRewritten } from './handlers/on-branch-rewritten.js'
import { OnChangeRecorded } from './handlers/on-change-recorded.js'
import { OnCiResult } from './handlers/on-ci-result.js'
import { OnCommandGiven } from './handlers/on-command-given.js'
import { OnCommandRefused } from './handlers/on-command-refused.js'
import { OnCommentCreated } from './handlers/on-comment-created.js'
import { OnConfigurationRecorded } from './handlers/on-configuration-recorded.js'
import { OnDecisionMade } from './handlers/on-decision-made.js'
import { OnEventDiscarded } from './handlers/on-event-discarded.js'
import { OnEventParked } from './handlers/on-event-parked.js'
import { OnEventReleased } from './handlers/on-event-released.js'
import { OnGuardFinished } from './handlers/on-guard-finished.js'
import { OnGuardRequested } from './handlers/on-guard-requested.js'
import { OnGuardStarted } from './handlers/on-guard-started.js'
import { OnIncidentDetected } from './handlers/on-incident-detected.js'
import { OnIncidentResolved } from './handlers/on-incident-resolved.js'
import { OnIssueClosed } from './handlers/on-issue-closed.js'
import { OnIssueOpened } from './handlers/on-issue-opened.js'
import { OnOutcomeCounted } from './handlers/on-outcome-counted.js'
import { OnOutcomeRecorded } from './handlers/on-outcome-recorded.js'
import { OnPrClosed } from './handlers/on-pr-closed.js'
import { OnPrMerged } from './handlers/on-pr-merged.js'
import { OnPrOpened } from './handlers/on-pr-opened.js'
import { OnPrReviewed } from './handlers/on-pr-reviewed.js'
import { OnPrUpdated } from './handlers/on-pr-updated.js'
import { OnPushReceived } from './handlers/on-push-received.js'
import { OnReleasePublished } from './handlers/on-release-published.js'
import { OnRepositoryImported } from './handlers/on-repository-imported.js'
import { OnRepositoryRegistered } from './handlers/on-repository-registered.js'
import { OnRiskAssessed } from './handlers/on-risk-assessed.js'
import { OnWatchRequested } from './handlers/on-watch-requested.js'
import { OnWebhookReceived } from './handlers/on-webhook-received.js'

/** One controller an event type. */
export const handlers = [
  OnBranchRewritten,
  OnChangeRecorded,
  OnCiResult,
  OnCommandGiven,
  OnCommandRefused,
  OnCommentCreated,
  OnConfigurationRecorded,
  OnDecisionMade,
  OnEventDiscarded,
  OnEventParked,
  OnEventReleased,
  OnGuardFinished,
  OnGuardRequested,
  OnGuardStarted,
  OnIncidentDetected,
  OnIncidentResolved,
  OnIssueClosed,
  OnIssueOpened,
  OnOutcomeCounted,
  OnOutcomeRecorded,
  OnPrClosed,
  OnPrMerged,
  OnPrOpened,
  OnPrReviewed,
  OnPrUpdated,
  OnPushReceived,
  OnReleasePublished,
  OnRepositoryImported,
  OnRepositoryRegistered,
  OnRiskAssessed,
  OnWatchRequested,
  OnWebhookReceived,
]
