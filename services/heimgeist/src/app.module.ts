import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule } from '@heimgewebe/mesh'
import { CONFIG, readConfig } from './config.js'
import { OnActionFinished } from './handlers/on-action-finished.js'
import { OnAgentRegistered } from './handlers/on-agent-registered.js'
import { OnAgentRemoved } from './handlers/on-agent-removed.js'
import { OnAgentReported } from './handlers/on-agent-reported.js'
import { OnAlarmRang } from './handlers/on-alarm-rang.js'
import { OnApprovalGiven } from './handlers/on-approval-given.js'
import { OnChangeResumed } from './handlers/on-change-resumed.js'
import { OnCiResult } from './handlers/on-ci-result.js'
import { OnClusterFound } from './handlers/on-cluster-found.js'
import { OnCommandGiven } from './handlers/on-command-given.js'
import { OnCommentCreated } from './handlers/on-comment-created.js'
import { OnConfigurationRecorded } from './handlers/on-configuration-recorded.js'
import { OnEpicAttached } from './handlers/on-epic-attached.js'
import { OnEpicClosed } from './handlers/on-epic-closed.js'
import { OnEpicLinked } from './handlers/on-epic-linked.js'
import { OnEpicOpened } from './handlers/on-epic-opened.js'
import { OnEpicUnlinked } from './handlers/on-epic-unlinked.js'
import { OnFailureSettled } from './handlers/on-failure-settled.js'
import { OnFeedbackGiven } from './handlers/on-feedback-given.js'
import { OnGuardFinished } from './handlers/on-guard-finished.js'
import { OnIncidentDetected } from './handlers/on-incident-detected.js'
import { OnIncidentResolved } from './handlers/on-incident-resolved.js'
import { OnIssueClosed } from './handlers/on-issue-closed.js'
import { OnIssueOpened } from './handlers/on-issue-opened.js'
import { OnLevelChanged } from './handlers/on-level-changed.js'
import { OnOutcomeRecorded } from './handlers/on-outcome-recorded.js'
import { OnPatternLearned } from './handlers/on-pattern-learned.js'
import { OnPolicyChanged } from './handlers/on-policy-changed.js'
import { OnPrClosed } from './handlers/on-pr-closed.js'
import { OnPrMerged } from './handlers/on-pr-merged.js'
import { OnPrOpened } from './handlers/on-pr-opened.js'
import { OnPrReviewed } from './handlers/on-pr-reviewed.js'
import { OnPrUpdated } from './handlers/on-pr-updated.js'
import { OnPushReceived } from './handlers/on-push-received.js'
import { OnRepositoryImported } from './handlers/on-repository-imported.js'
import { OnRepositoryRegistered } from './handlers/on-repository-registered.js'
import { OnRiskAssessed } from './handlers/on-risk-assessed.js'
import { OnRuleEnacted } from './handlers/on-rule-enacted.js'
import { OnRuleRetired } from './handlers/on-rule-retired.js'
import { OnRuleMeasured } from './handlers/on-rule-measured.js'
import { OnRuleProposed } from './handlers/on-rule-proposed.js'
import { OnSuspectsRanked } from './handlers/on-suspects-ranked.js'
import { OnTextFinished } from './handlers/on-text-finished.js'
import { OnTextRequested } from './handlers/on-text-requested.js'
import { OnTextStarted } from './handlers/on-text-started.js'
import { OnToolFinished } from './handlers/on-tool-finished.js'
import { PerformTextStarted } from './handlers/perform-text-started.js'
import { AdviceController } from './http/advice.controller.js'
import { AgentsController } from './http/agents.controller.js'
import { ApprovalsController } from './http/approvals.controller.js'
import { DecisionsController } from './http/decisions.controller.js'
import { EpicsController } from './http/epics.controller.js'
import { PolicyController } from './http/policy.controller.js'
import { TextsController } from './http/texts.controller.js'
import { WhatIfController } from './http/what-if.controller.js'
import { WhyController } from './http/why.controller.js'
import { ActStore } from './io/act-store.js'
import { AdviceDesk } from './io/advice-desk.js'
import { AdviceStore } from './io/advice-store.js'
import { AgentFiring } from './io/agent-firing.js'
import { AgentStore } from './io/agent-store.js'
import { AlarmClock } from './io/alarm-clock.js'
import { ChangeStore } from './io/change-store.js'
import { CommandDesk } from './io/command-desk.js'
import { CoreLoop } from './io/core-loop.js'
import { forgetTracing } from './io/forget-tracing.js'
import { DecisionReader } from './io/decision-reader.js'
import { DecisionStore } from './io/decision-store.js'
import { EpicAlike } from './io/epic-alike.js'
import { EpicDesk } from './io/epic-desk.js'
import { EpicFacts } from './io/epic-facts.js'
import { EpicReader } from './io/epic-reader.js'
import { EpicRuns } from './io/epic-runs.js'
import { EpicStore } from './io/epic-store.js'
import { EpicWarner } from './io/epic-warner.js'
import { FailureDecider } from './io/failure-decider.js'
import { FailureDesk } from './io/failure-desk.js'
import { FailureStore } from './io/failure-store.js'
import { IncidentStore } from './io/incident-store.js'
import { InputStore } from './io/input-store.js'
import { LearnedReader } from './io/learned-reader.js'
import { LessonStore } from './io/lesson-store.js'
import { LevelStore } from './io/level-store.js'
import { MatterDesk } from './io/matter-desk.js'
import { migrations } from './io/migrations.js'
import { ModelDesk } from './io/model-desk.js'
import { OwnerPolicyStore } from './io/owner-policy-store.js'
import { PatternStore } from './io/pattern-store.js'
import { PolicyStore } from './io/policy-store.js'
import { RepositoryStore } from './io/repository-store.js'
import { Reputation } from './io/reputation.js'
import { TellingReader } from './io/telling-reader.js'
import { TextMetrics } from './io/text-metrics.js'
import { TextStore } from './io/text-store.js'
import { UndoStore } from './io/undo-store.js'
import { WhyDesk } from './io/why-desk.js'
import { WhyReader } from './io/why-reader.js'
import { WishStore } from './io/wish-store.js'

/** heimgeist: decides, within its autonomy, what to do about a verdict, and routes commands to the tools. */
@Module({})
export class AppModule {
  /** The service as the environment configures it. */
  static fromEnvironment(source: NodeJS.ProcessEnv = process.env): DynamicModule {
    forgetTracing(process.env)
    const config = readConfig(source)
    return {
      module: AppModule,
      imports: [MeshModule.forService({ config: config.mesh, migrations })],
      controllers: [
        OnActionFinished,
        OnAgentRegistered,
        OnAgentRemoved,
        OnAgentReported,
        OnAlarmRang,
        OnApprovalGiven,
        OnChangeResumed,
        OnCiResult,
        OnClusterFound,
        OnCommandGiven,
        OnCommentCreated,
        OnConfigurationRecorded,
        OnEpicAttached,
        OnEpicClosed,
        OnEpicLinked,
        OnEpicOpened,
        OnEpicUnlinked,
        OnFailureSettled,
        OnFeedbackGiven,
        OnGuardFinished,
        OnIncidentDetected,
        OnIncidentResolved,
        OnIssueClosed,
        OnIssueOpened,
        OnLevelChanged,
        OnOutcomeRecorded,
        OnPatternLearned,
        OnPolicyChanged,
        OnPrClosed,
        OnPrMerged,
        OnPrOpened,
        OnPrReviewed,
        OnPrUpdated,
        OnPushReceived,
        OnRepositoryImported,
        OnRepositoryRegistered,
        OnRiskAssessed,
        OnRuleEnacted,
        OnRuleRetired,
        OnRuleMeasured,
        OnRuleProposed,
        OnSuspectsRanked,
        OnTextFinished,
        OnTextRequested,
        OnTextStarted,
        OnToolFinished,
        PerformTextStarted,
        AdviceController,
        AgentsController,
        ApprovalsController,
        DecisionsController,
        EpicsController,
        PolicyController,
        TextsController,
        WhatIfController,
        WhyController,
      ],
      providers: [
        ActStore,
        AdviceDesk,
        AdviceStore,
        AgentFiring,
        AgentStore,
        AlarmClock,
        ChangeStore,
        CommandDesk,
        CoreLoop,
        DecisionReader,
        DecisionStore,
        EpicAlike,
        EpicDesk,
        EpicFacts,
        EpicReader,
        EpicRuns,
        EpicStore,
        EpicWarner,
        FailureDecider,
        FailureDesk,
        FailureStore,
        IncidentStore,
        InputStore,
        LearnedReader,
        LessonStore,
        LevelStore,
        MatterDesk,
        ModelDesk,
        OwnerPolicyStore,
        PatternStore,
        PolicyStore,
        RepositoryStore,
        Reputation,
        TellingReader,
        TextMetrics,
        TextStore,
        UndoStore,
        WhyDesk,
        WhyReader,
        WishStore,
        { provide: CONFIG, useValue: config },
      ],
    }
  }
}
