import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule } from '@heimgewebe/mesh'
import { CONFIG, readConfig } from './config.js'
import { OnConfigurationRecorded } from './handlers/on-configuration-recorded.js'
import { OnGuardFinished } from './handlers/on-guard-finished.js'
import { OnGuardRequested } from './handlers/on-guard-requested.js'
import { OnGuardStarted } from './handlers/on-guard-started.js'
import { OnPrOpened } from './handlers/on-pr-opened.js'
import { OnPrUpdated } from './handlers/on-pr-updated.js'
import { OnRepositoryRegistered } from './handlers/on-repository-registered.js'
import { OnRiskAssessed } from './handlers/on-risk-assessed.js'
import { OnProofFinished } from './handlers/on-proof-finished.js'
import { OnProofRequested } from './handlers/on-proof-requested.js'
import { OnSuspectsRanked } from './handlers/on-suspects-ranked.js'
import { OnTrialFinished } from './handlers/on-trial-finished.js'
import { PerformTrialStarted } from './handlers/perform-trial-started.js'
import { OnGuardsChosen } from './handlers/on-guards-chosen.js'
import { OnPrMerged } from './handlers/on-pr-merged.js'
import { OnOutcomeRecorded } from './handlers/on-outcome-recorded.js'
import { OnMiningRequested } from './handlers/on-mining-requested.js'
import { OnRuleEnacted } from './handlers/on-rule-enacted.js'
import { OnRuleRetired } from './handlers/on-rule-retired.js'
import { OnToolRequested } from './handlers/on-tool-requested.js'
import { PerformGuardStarted } from './handlers/perform-guard-started.js'
import { PerformMiningStarted } from './handlers/perform-mining-started.js'
import { PerformToolStarted } from './handlers/perform-tool-started.js'
import { GuardsController } from './http/guards.controller.js'
import { ProofsController } from './http/proofs.controller.js'
import { AddressRule } from './io/prepare/address-rule.js'
import { CaseStore } from './io/case-store.js'
import { ChangedFiles } from './io/changed-files.js'
import { CheckoutStore } from './io/checkout-store.js'
import { ChoiceStore } from './io/choice-store.js'
import { GuardMetrics } from './io/guard-metrics.js'
import { GuardRunner } from './io/guard-runner.js'
import { KeyedFiles } from './io/prepare/keyed-files.js'
import { LintStore } from './io/lint-store.js'
import { migrations } from './io/migrations.js'
import { Preparer } from './io/prepare/preparer.js'
import { ProofStore } from './io/proof-store.js'
import { RecordStore } from './io/record-store.js'
import { RepositoryStore } from './io/repository-store.js'
import { ResultStore } from './io/result-store.js'
import { RuleCheck } from './io/rule-check.js'
import { RunStore } from './io/run-store.js'
import { TestedSandbox } from './io/sandbox/tested-sandbox.js'

/** wgx: runs the guards that a change needs, in a sandbox or not at all. */
@Module({})
export class AppModule {
  /** The module with the configuration of an environment. */
  static fromEnvironment(source: NodeJS.ProcessEnv = process.env): DynamicModule {
    const config = readConfig(source)
    return {
      module: AppModule,
      imports: [MeshModule.forService({ config: config.mesh, migrations })],
      controllers: [
        OnRepositoryRegistered,
        OnConfigurationRecorded,
        OnPrOpened,
        OnPrUpdated,
        OnGuardRequested,
        OnGuardStarted,
        OnGuardFinished,
        OnRiskAssessed,
        OnProofFinished,
        OnProofRequested,
        OnSuspectsRanked,
        OnTrialFinished,
        PerformTrialStarted,
        OnGuardsChosen,
        OnPrMerged,
        OnOutcomeRecorded,
        PerformGuardStarted,
        OnToolRequested,
        PerformToolStarted,
        OnMiningRequested,
        OnRuleEnacted,
        OnRuleRetired,
        PerformMiningStarted,
        GuardsController,
        ProofsController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        ProofStore,
        RecordStore,
        RepositoryStore,
        RunStore,
        ResultStore,
        CaseStore,
        ChangedFiles,
        LintStore,
        RuleCheck,
        CheckoutStore,
        ChoiceStore,
        TestedSandbox,
        GuardRunner,
        AddressRule,
        KeyedFiles,
        Preparer,
        GuardMetrics,
      ],
    }
  }
}
