import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule, Metrics } from '@heimgewebe/mesh'
import { CONFIG, readConfig } from './config.js'
import { OnActionFinished } from './handlers/on-action-finished.js'
import { OnActionRequested } from './handlers/on-action-requested.js'
import { OnActionStarted } from './handlers/on-action-started.js'
import { OnAdviceGiven } from './handlers/on-advice-given.js'
import { OnAgentRegistered } from './handlers/on-agent-registered.js'
import { OnAgentRemoved } from './handlers/on-agent-removed.js'
import { OnAgentReported } from './handlers/on-agent-reported.js'
import { OnAlarmRang } from './handlers/on-alarm-rang.js'
import { OnAnalysisReported } from './handlers/on-analysis-reported.js'
import { OnAnalysisRequested } from './handlers/on-analysis-requested.js'
import { OnAnomalyFound } from './handlers/on-anomaly-found.js'
import { OnApprovalClosed } from './handlers/on-approval-closed.js'
import { OnApprovalGiven } from './handlers/on-approval-given.js'
import { OnApprovalReminded } from './handlers/on-approval-reminded.js'
import { OnApprovalRequested } from './handlers/on-approval-requested.js'
import { OnBaselineMoved } from './handlers/on-baseline-moved.js'
import { OnBranchRewritten } from './handlers/on-branch-rewritten.js'
import { OnCdeventReceived } from './handlers/on-cdevent-received.js'
import { OnChangeRecorded } from './handlers/on-change-recorded.js'
import { OnChangeResumed } from './handlers/on-change-resumed.js'
import { OnCiResult } from './handlers/on-ci-result.js'
import { OnClusterFound } from './handlers/on-cluster-found.js'
import { OnCodeIndexed } from './handlers/on-code-indexed.js'
import { OnCommandGiven } from './handlers/on-command-given.js'
import { OnCommandRefused } from './handlers/on-command-refused.js'
import { OnCommentCreated } from './handlers/on-comment-created.js'
import { OnConfigurationRecorded } from './handlers/on-configuration-recorded.js'
import { OnDecisionMade } from './handlers/on-decision-made.js'
import { OnDeliveryFinished } from './handlers/on-delivery-finished.js'
import { OnDeliveryStarted } from './handlers/on-delivery-started.js'
import { OnEpicAssessed } from './handlers/on-epic-assessed.js'
import { OnEpicAttached } from './handlers/on-epic-attached.js'
import { OnEpicClosed } from './handlers/on-epic-closed.js'
import { OnEpicLinked } from './handlers/on-epic-linked.js'
import { OnEpicOpened } from './handlers/on-epic-opened.js'
import { OnEpicUnlinked } from './handlers/on-epic-unlinked.js'
import { OnEpicWarned } from './handlers/on-epic-warned.js'
import { OnEscalationRaised } from './handlers/on-escalation-raised.js'
import { OnEventDiscarded } from './handlers/on-event-discarded.js'
import { OnEventParked } from './handlers/on-event-parked.js'
import { OnEventReleased } from './handlers/on-event-released.js'
import { OnExplanationGiven } from './handlers/on-explanation-given.js'
import { OnFailureSettled } from './handlers/on-failure-settled.js'
import { OnFeedbackGiven } from './handlers/on-feedback-given.js'
import { OnGuardFinished } from './handlers/on-guard-finished.js'
import { OnGuardRequested } from './handlers/on-guard-requested.js'
import { OnGuardStarted } from './handlers/on-guard-started.js'
import { OnGuardsChosen } from './handlers/on-guards-chosen.js'
import { OnIncidentAssessed } from './handlers/on-incident-assessed.js'
import { OnIncidentDetected } from './handlers/on-incident-detected.js'
import { OnIncidentResolved } from './handlers/on-incident-resolved.js'
import { OnInsightRaised } from './handlers/on-insight-raised.js'
import { OnIssueClosed } from './handlers/on-issue-closed.js'
import { OnIssueOpened } from './handlers/on-issue-opened.js'
import { OnLevelChanged } from './handlers/on-level-changed.js'
import { OnLogArchived } from './handlers/on-log-archived.js'
import { OnMessageSummarised } from './handlers/on-message-summarised.js'
import { OnMiningFinished } from './handlers/on-mining-finished.js'
import { OnMiningRequested } from './handlers/on-mining-requested.js'
import { OnMiningStarted } from './handlers/on-mining-started.js'
import { OnNoteWritten } from './handlers/on-note-written.js'
import { OnNotesArchived } from './handlers/on-notes-archived.js'
import { OnOutcomeCounted } from './handlers/on-outcome-counted.js'
import { OnOutcomeRecorded } from './handlers/on-outcome-recorded.js'
import { OnPatternLearned } from './handlers/on-pattern-learned.js'
import { OnPolicyChanged } from './handlers/on-policy-changed.js'
import { OnPrClosed } from './handlers/on-pr-closed.js'
import { OnPrMerged } from './handlers/on-pr-merged.js'
import { OnPrOpened } from './handlers/on-pr-opened.js'
import { OnPrReviewed } from './handlers/on-pr-reviewed.js'
import { OnPrUpdated } from './handlers/on-pr-updated.js'
import { OnProofFinished } from './handlers/on-proof-finished.js'
import { OnProofRequested } from './handlers/on-proof-requested.js'
import { OnPushReceived } from './handlers/on-push-received.js'
import { OnReleasePublished } from './handlers/on-release-published.js'
import { OnRepositoryImported } from './handlers/on-repository-imported.js'
import { OnRepositoryRegistered } from './handlers/on-repository-registered.js'
import { OnRiskAssessed } from './handlers/on-risk-assessed.js'
import { OnRuleEnacted } from './handlers/on-rule-enacted.js'
import { OnRuleMeasured } from './handlers/on-rule-measured.js'
import { OnRuleProposed } from './handlers/on-rule-proposed.js'
import { OnRuleRetired } from './handlers/on-rule-retired.js'
import { OnSuspectsRanked } from './handlers/on-suspects-ranked.js'
import { OnSwitchThrown } from './handlers/on-switch-thrown.js'
import { OnTextFinished } from './handlers/on-text-finished.js'
import { OnTextRequested } from './handlers/on-text-requested.js'
import { OnTextStarted } from './handlers/on-text-started.js'
import { OnToolFinished } from './handlers/on-tool-finished.js'
import { OnToolRequested } from './handlers/on-tool-requested.js'
import { OnToolStarted } from './handlers/on-tool-started.js'
import { OnTrialFinished } from './handlers/on-trial-finished.js'
import { OnTrialStarted } from './handlers/on-trial-started.js'
import { OnWatchRequested } from './handlers/on-watch-requested.js'
import { OnWebhookReceived } from './handlers/on-webhook-received.js'
import { ApprovalController } from './http/approval.controller.js'
import { CommandController } from './http/command.controller.js'
import { FeedbackController } from './http/feedback.controller.js'
import { ForwardController } from './http/forward.controller.js'
import { StackHealthController } from './http/health.controller.js'
import { IncidentController } from './http/incident.controller.js'
import { OpenApiController } from './http/openapi.controller.js'
import { OverviewController } from './http/overview.controller.js'
import { PageController } from './http/page.controller.js'
import { StreamController } from './http/stream.controller.js'
import { TextController } from './http/text.controller.js'
import { Voice } from './http/voice.js'
import { ChangeReader } from './io/change-reader.js'
import { EventReader } from './io/event-reader.js'
import { FactReader } from './io/fact-reader.js'
import { IncidentReader } from './io/incident-reader.js'
import { LiveStream } from './io/live-stream.js'
import { migrations } from './io/migrations.js'
import { NearReader } from './io/near-reader.js'
import { Owners } from './io/owners.js'
import { PageFiles } from './io/page-files.js'
import { RepositoryReader } from './io/repository-reader.js'
import { RoomReader } from './io/room-reader.js'
import { View } from './io/view.js'

/** One controller an event type. */
const handlers = [
  OnActionFinished,
  OnActionRequested,
  OnActionStarted,
  OnAdviceGiven,
  OnAgentRegistered,
  OnAgentRemoved,
  OnAgentReported,
  OnAlarmRang,
  OnAnalysisReported,
  OnAnalysisRequested,
  OnAnomalyFound,
  OnApprovalClosed,
  OnApprovalGiven,
  OnApprovalReminded,
  OnApprovalRequested,
  OnBaselineMoved,
  OnBranchRewritten,
  OnCdeventReceived,
  OnChangeRecorded,
  OnChangeResumed,
  OnCiResult,
  OnClusterFound,
  OnCodeIndexed,
  OnCommandGiven,
  OnCommandRefused,
  OnCommentCreated,
  OnConfigurationRecorded,
  OnDecisionMade,
  OnDeliveryFinished,
  OnDeliveryStarted,
  OnEpicAssessed,
  OnEpicAttached,
  OnEpicClosed,
  OnEpicLinked,
  OnEpicOpened,
  OnEpicUnlinked,
  OnEpicWarned,
  OnEscalationRaised,
  OnEventDiscarded,
  OnEventParked,
  OnEventReleased,
  OnExplanationGiven,
  OnFailureSettled,
  OnFeedbackGiven,
  OnGuardFinished,
  OnGuardRequested,
  OnGuardStarted,
  OnGuardsChosen,
  OnIncidentAssessed,
  OnIncidentDetected,
  OnIncidentResolved,
  OnInsightRaised,
  OnIssueClosed,
  OnIssueOpened,
  OnLevelChanged,
  OnLogArchived,
  OnMessageSummarised,
  OnMiningFinished,
  OnMiningRequested,
  OnMiningStarted,
  OnNoteWritten,
  OnNotesArchived,
  OnOutcomeCounted,
  OnOutcomeRecorded,
  OnPatternLearned,
  OnPolicyChanged,
  OnPrClosed,
  OnPrMerged,
  OnPrOpened,
  OnPrReviewed,
  OnPrUpdated,
  OnProofFinished,
  OnProofRequested,
  OnPushReceived,
  OnReleasePublished,
  OnRepositoryImported,
  OnRepositoryRegistered,
  OnRiskAssessed,
  OnRuleEnacted,
  OnRuleMeasured,
  OnRuleProposed,
  OnRuleRetired,
  OnSuspectsRanked,
  OnSwitchThrown,
  OnTextFinished,
  OnTextRequested,
  OnTextStarted,
  OnToolFinished,
  OnToolRequested,
  OnToolStarted,
  OnTrialFinished,
  OnTrialStarted,
  OnWatchRequested,
  OnWebhookReceived,
]

/** leitstand: the page and the outward API. */
@Module({})
export class AppModule {
  /** The service with the settings of this environment. */
  static fromEnvironment(source: NodeJS.ProcessEnv = process.env): DynamicModule {
    const config = readConfig(source)
    const { streamRing: ring, streamPerSecond: perSecond, streamClients: clients } = config
    return {
      module: AppModule,
      imports: [MeshModule.forService({ config: config.mesh, migrations })],
      controllers: [
        ...handlers,
        // NOTE: before the forwarding and the overview, whose paths would take its own.
        StreamController,
        OverviewController,
        IncidentController,
        ForwardController,
        StackHealthController,
        ApprovalController,
        FeedbackController,
        TextController,
        CommandController,
        OpenApiController,
        PageController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        {
          provide: LiveStream,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => new LiveStream({ ring, perSecond, clients }, metrics),
        },
        View,
        ChangeReader,
        EventReader,
        FactReader,
        IncidentReader,
        NearReader,
        RepositoryReader,
        RoomReader,
        Owners,
        Voice,
        PageFiles,
      ],
    }
  }
}
