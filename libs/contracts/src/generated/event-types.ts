// Generated from contracts/. Do not edit.
import type { ActionFinishedV1 } from './action-finished-v1.js'
import type { ActionRequestedV1 } from './action-requested-v1.js'
import type { ActionStartedV1 } from './action-started-v1.js'
import type { AdviceGivenV1 } from './advice-given-v1.js'
import type { AgentRegisteredV1 } from './agent-registered-v1.js'
import type { AgentRemovedV1 } from './agent-removed-v1.js'
import type { AgentReportedV1 } from './agent-reported-v1.js'
import type { AlarmRangV1 } from './alarm-rang-v1.js'
import type { AnalysisReportedV1 } from './analysis-reported-v1.js'
import type { AnalysisRequestedV1 } from './analysis-requested-v1.js'
import type { AnomalyFoundV1 } from './anomaly-found-v1.js'
import type { ApprovalClosedV1 } from './approval-closed-v1.js'
import type { ApprovalGivenV1 } from './approval-given-v1.js'
import type { ApprovalRemindedV1 } from './approval-reminded-v1.js'
import type { ApprovalRequestedV1 } from './approval-requested-v1.js'
import type { BaselineMovedV1 } from './baseline-moved-v1.js'
import type { BranchRewrittenV1 } from './branch-rewritten-v1.js'
import type { CdeventReceivedV1 } from './cdevent-received-v1.js'
import type { ChangeRecordedV1 } from './change-recorded-v1.js'
import type { ChangeResumedV1 } from './change-resumed-v1.js'
import type { CiResultV1 } from './ci-result-v1.js'
import type { ClusterFoundV1 } from './cluster-found-v1.js'
import type { CodeIndexedV1 } from './code-indexed-v1.js'
import type { CommandGivenV1 } from './command-given-v1.js'
import type { CommandRefusedV1 } from './command-refused-v1.js'
import type { CommentCreatedV1 } from './comment-created-v1.js'
import type { ConfigurationRecordedV1 } from './configuration-recorded-v1.js'
import type { DecisionMadeV1 } from './decision-made-v1.js'
import type { DeliveryFinishedV1 } from './delivery-finished-v1.js'
import type { DeliveryStartedV1 } from './delivery-started-v1.js'
import type { EpicAssessedV1 } from './epic-assessed-v1.js'
import type { EpicAttachedV1 } from './epic-attached-v1.js'
import type { EpicClosedV1 } from './epic-closed-v1.js'
import type { EpicLinkedV1 } from './epic-linked-v1.js'
import type { EpicOpenedV1 } from './epic-opened-v1.js'
import type { EpicUnlinkedV1 } from './epic-unlinked-v1.js'
import type { EpicWarnedV1 } from './epic-warned-v1.js'
import type { EscalationRaisedV1 } from './escalation-raised-v1.js'
import type { EventDiscardedV1 } from './event-discarded-v1.js'
import type { EventParkedV1 } from './event-parked-v1.js'
import type { EventReleasedV1 } from './event-released-v1.js'
import type { ExplanationGivenV1 } from './explanation-given-v1.js'
import type { FailureSettledV1 } from './failure-settled-v1.js'
import type { FeedbackGivenV1 } from './feedback-given-v1.js'
import type { GuardFinishedV1 } from './guard-finished-v1.js'
import type { GuardRequestedV1 } from './guard-requested-v1.js'
import type { GuardStartedV1 } from './guard-started-v1.js'
import type { GuardsChosenV1 } from './guards-chosen-v1.js'
import type { IncidentAssessedV1 } from './incident-assessed-v1.js'
import type { IncidentDetectedV1 } from './incident-detected-v1.js'
import type { IncidentResolvedV1 } from './incident-resolved-v1.js'
import type { InsightRaisedV1 } from './insight-raised-v1.js'
import type { IssueClosedV1 } from './issue-closed-v1.js'
import type { IssueOpenedV1 } from './issue-opened-v1.js'
import type { LevelChangedV1 } from './level-changed-v1.js'
import type { LogArchivedV1 } from './log-archived-v1.js'
import type { MessageSummarisedV1 } from './message-summarised-v1.js'
import type { MiningFinishedV1 } from './mining-finished-v1.js'
import type { MiningRequestedV1 } from './mining-requested-v1.js'
import type { MiningStartedV1 } from './mining-started-v1.js'
import type { NoteWrittenV1 } from './note-written-v1.js'
import type { NotesArchivedV1 } from './notes-archived-v1.js'
import type { OutcomeCountedV1 } from './outcome-counted-v1.js'
import type { OutcomeRecordedV1 } from './outcome-recorded-v1.js'
import type { PatternLearnedV1 } from './pattern-learned-v1.js'
import type { PolicyChangedV1 } from './policy-changed-v1.js'
import type { PrClosedV1 } from './pr-closed-v1.js'
import type { PrMergedV1 } from './pr-merged-v1.js'
import type { PrOpenedV1 } from './pr-opened-v1.js'
import type { PrReviewedV1 } from './pr-reviewed-v1.js'
import type { PrUpdatedV1 } from './pr-updated-v1.js'
import type { ProofFinishedV1 } from './proof-finished-v1.js'
import type { ProofRequestedV1 } from './proof-requested-v1.js'
import type { PushReceivedV1 } from './push-received-v1.js'
import type { ReleasePublishedV1 } from './release-published-v1.js'
import type { RepositoryImportedV1 } from './repository-imported-v1.js'
import type { RepositoryRegisteredV1 } from './repository-registered-v1.js'
import type { RiskAssessedV1 } from './risk-assessed-v1.js'
import type { RuleEnactedV1 } from './rule-enacted-v1.js'
import type { RuleMeasuredV1 } from './rule-measured-v1.js'
import type { RuleProposedV1 } from './rule-proposed-v1.js'
import type { RuleRetiredV1 } from './rule-retired-v1.js'
import type { SuspectsRankedV1 } from './suspects-ranked-v1.js'
import type { SwitchThrownV1 } from './switch-thrown-v1.js'
import type { TextFinishedV1 } from './text-finished-v1.js'
import type { TextRequestedV1 } from './text-requested-v1.js'
import type { TextStartedV1 } from './text-started-v1.js'
import type { ToolFinishedV1 } from './tool-finished-v1.js'
import type { ToolRequestedV1 } from './tool-requested-v1.js'
import type { ToolStartedV1 } from './tool-started-v1.js'
import type { TrialFinishedV1 } from './trial-finished-v1.js'
import type { TrialStartedV1 } from './trial-started-v1.js'
import type { WatchRequestedV1 } from './watch-requested-v1.js'
import type { WebhookReceivedV1 } from './webhook-received-v1.js'

/** Data of each event type. */
export interface EventData {
  'action.finished.v1': ActionFinishedV1
  'action.requested.v1': ActionRequestedV1
  'action.started.v1': ActionStartedV1
  'advice.given.v1': AdviceGivenV1
  'agent.registered.v1': AgentRegisteredV1
  'agent.removed.v1': AgentRemovedV1
  'agent.reported.v1': AgentReportedV1
  'alarm.rang.v1': AlarmRangV1
  'analysis.reported.v1': AnalysisReportedV1
  'analysis.requested.v1': AnalysisRequestedV1
  'anomaly.found.v1': AnomalyFoundV1
  'approval.closed.v1': ApprovalClosedV1
  'approval.given.v1': ApprovalGivenV1
  'approval.reminded.v1': ApprovalRemindedV1
  'approval.requested.v1': ApprovalRequestedV1
  'baseline.moved.v1': BaselineMovedV1
  'branch.rewritten.v1': BranchRewrittenV1
  'cdevent.received.v1': CdeventReceivedV1
  'change.recorded.v1': ChangeRecordedV1
  'change.resumed.v1': ChangeResumedV1
  'ci.result.v1': CiResultV1
  'cluster.found.v1': ClusterFoundV1
  'code.indexed.v1': CodeIndexedV1
  'command.given.v1': CommandGivenV1
  'command.refused.v1': CommandRefusedV1
  'comment.created.v1': CommentCreatedV1
  'configuration.recorded.v1': ConfigurationRecordedV1
  'decision.made.v1': DecisionMadeV1
  'delivery.finished.v1': DeliveryFinishedV1
  'delivery.started.v1': DeliveryStartedV1
  'epic.assessed.v1': EpicAssessedV1
  'epic.attached.v1': EpicAttachedV1
  'epic.closed.v1': EpicClosedV1
  'epic.linked.v1': EpicLinkedV1
  'epic.opened.v1': EpicOpenedV1
  'epic.unlinked.v1': EpicUnlinkedV1
  'epic.warned.v1': EpicWarnedV1
  'escalation.raised.v1': EscalationRaisedV1
  'event.discarded.v1': EventDiscardedV1
  'event.parked.v1': EventParkedV1
  'event.released.v1': EventReleasedV1
  'explanation.given.v1': ExplanationGivenV1
  'failure.settled.v1': FailureSettledV1
  'feedback.given.v1': FeedbackGivenV1
  'guard.finished.v1': GuardFinishedV1
  'guard.requested.v1': GuardRequestedV1
  'guard.started.v1': GuardStartedV1
  'guards.chosen.v1': GuardsChosenV1
  'incident.assessed.v1': IncidentAssessedV1
  'incident.detected.v1': IncidentDetectedV1
  'incident.resolved.v1': IncidentResolvedV1
  'insight.raised.v1': InsightRaisedV1
  'issue.closed.v1': IssueClosedV1
  'issue.opened.v1': IssueOpenedV1
  'level.changed.v1': LevelChangedV1
  'log.archived.v1': LogArchivedV1
  'message.summarised.v1': MessageSummarisedV1
  'mining.finished.v1': MiningFinishedV1
  'mining.requested.v1': MiningRequestedV1
  'mining.started.v1': MiningStartedV1
  'note.written.v1': NoteWrittenV1
  'notes.archived.v1': NotesArchivedV1
  'outcome.counted.v1': OutcomeCountedV1
  'outcome.recorded.v1': OutcomeRecordedV1
  'pattern.learned.v1': PatternLearnedV1
  'policy.changed.v1': PolicyChangedV1
  'pr.closed.v1': PrClosedV1
  'pr.merged.v1': PrMergedV1
  'pr.opened.v1': PrOpenedV1
  'pr.reviewed.v1': PrReviewedV1
  'pr.updated.v1': PrUpdatedV1
  'proof.finished.v1': ProofFinishedV1
  'proof.requested.v1': ProofRequestedV1
  'push.received.v1': PushReceivedV1
  'release.published.v1': ReleasePublishedV1
  'repository.imported.v1': RepositoryImportedV1
  'repository.registered.v1': RepositoryRegisteredV1
  'risk.assessed.v1': RiskAssessedV1
  'rule.enacted.v1': RuleEnactedV1
  'rule.measured.v1': RuleMeasuredV1
  'rule.proposed.v1': RuleProposedV1
  'rule.retired.v1': RuleRetiredV1
  'suspects.ranked.v1': SuspectsRankedV1
  'switch.thrown.v1': SwitchThrownV1
  'text.finished.v1': TextFinishedV1
  'text.requested.v1': TextRequestedV1
  'text.started.v1': TextStartedV1
  'tool.finished.v1': ToolFinishedV1
  'tool.requested.v1': ToolRequestedV1
  'tool.started.v1': ToolStartedV1
  'trial.finished.v1': TrialFinishedV1
  'trial.started.v1': TrialStartedV1
  'watch.requested.v1': WatchRequestedV1
  'webhook.received.v1': WebhookReceivedV1
}

export type {
  ActionFinishedV1,
  ActionRequestedV1,
  ActionStartedV1,
  AdviceGivenV1,
  AgentRegisteredV1,
  AgentRemovedV1,
  AgentReportedV1,
  AlarmRangV1,
  AnalysisReportedV1,
  AnalysisRequestedV1,
  AnomalyFoundV1,
  ApprovalClosedV1,
  ApprovalGivenV1,
  ApprovalRemindedV1,
  ApprovalRequestedV1,
  BaselineMovedV1,
  BranchRewrittenV1,
  CdeventReceivedV1,
  ChangeRecordedV1,
  ChangeResumedV1,
  CiResultV1,
  ClusterFoundV1,
  CodeIndexedV1,
  CommandGivenV1,
  CommandRefusedV1,
  CommentCreatedV1,
  ConfigurationRecordedV1,
  DecisionMadeV1,
  DeliveryFinishedV1,
  DeliveryStartedV1,
  EpicAssessedV1,
  EpicAttachedV1,
  EpicClosedV1,
  EpicLinkedV1,
  EpicOpenedV1,
  EpicUnlinkedV1,
  EpicWarnedV1,
  EscalationRaisedV1,
  EventDiscardedV1,
  EventParkedV1,
  EventReleasedV1,
  ExplanationGivenV1,
  FailureSettledV1,
  FeedbackGivenV1,
  GuardFinishedV1,
  GuardRequestedV1,
  GuardStartedV1,
  GuardsChosenV1,
  IncidentAssessedV1,
  IncidentDetectedV1,
  IncidentResolvedV1,
  InsightRaisedV1,
  IssueClosedV1,
  IssueOpenedV1,
  LevelChangedV1,
  LogArchivedV1,
  MessageSummarisedV1,
  MiningFinishedV1,
  MiningRequestedV1,
  MiningStartedV1,
  NoteWrittenV1,
  NotesArchivedV1,
  OutcomeCountedV1,
  OutcomeRecordedV1,
  PatternLearnedV1,
  PolicyChangedV1,
  PrClosedV1,
  PrMergedV1,
  PrOpenedV1,
  PrReviewedV1,
  PrUpdatedV1,
  ProofFinishedV1,
  ProofRequestedV1,
  PushReceivedV1,
  ReleasePublishedV1,
  RepositoryImportedV1,
  RepositoryRegisteredV1,
  RiskAssessedV1,
  RuleEnactedV1,
  RuleMeasuredV1,
  RuleProposedV1,
  RuleRetiredV1,
  SuspectsRankedV1,
  SwitchThrownV1,
  TextFinishedV1,
  TextRequestedV1,
  TextStartedV1,
  ToolFinishedV1,
  ToolRequestedV1,
  ToolStartedV1,
  TrialFinishedV1,
  TrialStartedV1,
  WatchRequestedV1,
  WebhookReceivedV1,
}
