import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule } from '@heimgewebe/mesh'
import { CONFIG, readConfig } from './config.js'
import { MODEL, newJudgement } from './decisions/judgement.js'
import { takeInput } from './decisions/take-input.js'
import { OnAnalysisRequested } from './handlers/on-analysis-requested.js'
import { OnChangeRecorded } from './handlers/on-change-recorded.js'
import { OnCiResult } from './handlers/on-ci-result.js'
import { OnConfigurationRecorded } from './handlers/on-configuration-recorded.js'
import { OnFeedbackGiven } from './handlers/on-feedback-given.js'
import { OnGuardFinished } from './handlers/on-guard-finished.js'
import { OnIncidentDetected } from './handlers/on-incident-detected.js'
import { OnIncidentResolved } from './handlers/on-incident-resolved.js'
import { OnOutcomeCounted } from './handlers/on-outcome-counted.js'
import { OnOutcomeRecorded } from './handlers/on-outcome-recorded.js'
import { OnPrClosed } from './handlers/on-pr-closed.js'
import { OnPrMerged } from './handlers/on-pr-merged.js'
import { OnPrOpened } from './handlers/on-pr-opened.js'
import { OnPrUpdated } from './handlers/on-pr-updated.js'
import { RisksController } from './http/risks.controller.js'
import { SuspectsController } from './http/suspects.controller.js'
import { CoverageStore } from './io/coverage-store.js'
import { GuardStore } from './io/guard-store.js'
import { IncidentStore } from './io/incident-store.js'
import { FOLD, type Fold, JudgementStore, otherModel } from './io/judgement-store.js'
import { migrations } from './io/migrations.js'
import { RiskReader } from './io/risk-reader.js'
import { RiskStore } from './io/risk-store.js'
import { SuspectStore } from './io/suspect-store.js'
import type { Judgement } from './decisions/judgement.js'
import type { Input, Taken } from './decisions/take-input.js'

const fold: Fold<Judgement, Input, Taken> = { model: MODEL, empty: newJudgement, take: takeInput }

/** sichter: says how risky a change is, and which change is behind an incident, from the repository's own past. */
@Module({})
export class AppModule {
  /** The service as the environment configures it. */
  static fromEnvironment(source: NodeJS.ProcessEnv = process.env): DynamicModule {
    const config = readConfig(source)
    return {
      module: AppModule,
      imports: [
        MeshModule.forService({ config: config.mesh, migrations, staleBecause: (db) => otherModel(db, MODEL) }),
      ],
      controllers: [
        OnAnalysisRequested,
        OnChangeRecorded,
        OnCiResult,
        OnConfigurationRecorded,
        OnFeedbackGiven,
        OnGuardFinished,
        OnIncidentDetected,
        OnIncidentResolved,
        OnOutcomeCounted,
        OnOutcomeRecorded,
        OnPrClosed,
        OnPrMerged,
        OnPrOpened,
        OnPrUpdated,
        RisksController,
        SuspectsController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: FOLD, useValue: fold },
        CoverageStore,
        GuardStore,
        IncidentStore,
        JudgementStore,
        RiskReader,
        RiskStore,
        SuspectStore,
      ],
    }
  }
}
