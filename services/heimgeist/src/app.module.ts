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
import { AdviceDesk } from './io/advice/advice-desk.js'
import { AdviceStore } from './io/advice/advice-store.js'
import { AgentFiring } from './io/agents/agent-firing.js'
import { AgentStore } from './io/agents/agent-store.js'
import { AlarmClock } from './io/alarm-clock.js'
import { ChangeStore } from './io/change-store.js'
import { CommandDesk } from './io/commands/command-desk.js'
import { CoreLoop } from './io/core-loop.js'
import { forgetTracing } from './io/texts/forget-tracing.js'
import { DecisionReader } from './io/decision-reader.js'
import { DecisionStore } from './io/decision-store.js'
import { EpicAlike } from './io/epics/epic-alike.js'
import { EpicDesk } from './io/epics/epic-desk.js'
import { EpicFacts } from './io/epics/epic-facts.js'
import { EpicReader } from './io/epics/epic-reader.js'
import { EpicRuns } from './io/epics/epic-runs.js'
import { EpicStore } from './io/epics/epic-store.js'
import { EpicWarner } from './io/epics/epic-warner.js'
import { FailureDecider } from './io/failures/failure-decider.js'
import { FailureDesk } from './io/failures/failure-desk.js'
import { FailureStore } from './io/failures/failure-store.js'
import { IncidentStore } from './io/failures/incident-store.js'
import { InputStore } from './io/input-store.js'
import { LearnedReader } from './io/learned/learned-reader.js'
import { LessonStore } from './io/learned/lesson-store.js'
import { LevelStore } from './io/agents/level-store.js'
import { MatterDesk } from './io/matter-desk.js'
import { migrations } from './io/migrations.js'
import { ModelDesk } from './io/texts/model-desk.js'
import { OwnerPolicyStore } from './io/policies/owner-policy-store.js'
import { PatternStore } from './io/learned/pattern-store.js'
import { PolicyStore } from './io/policies/policy-store.js'
import { RepositoryStore } from './io/repository-store.js'
import { Reputation } from './io/agents/reputation.js'
import { TellingReader } from './io/texts/telling-reader.js'
import { TextMetrics } from './io/texts/text-metrics.js'
import { TextStore } from './io/texts/text-store.js'
import { UndoStore } from './io/policies/undo-store.js'
import { WhyDesk } from './io/why/why-desk.js'
import { WhyReader } from './io/why/why-reader.js'
import { WishStore } from './io/commands/wish-store.js'

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
