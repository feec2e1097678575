import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule } from '@heimgewebe/mesh'
import { CONFIG, readConfig } from './config.js'
import { OnApprovalClosed } from './handlers/on-approval-closed.js'
import { OnChangeRecorded } from './handlers/on-change-recorded.js'
import { OnCiResult } from './handlers/on-ci-result.js'
import { OnConfigurationRecorded } from './handlers/on-configuration-recorded.js'
import { OnFeedbackGiven } from './handlers/on-feedback-given.js'
import { OnGuardFinished } from './handlers/on-guard-finished.js'
import { OnIncidentDetected } from './handlers/on-incident-detected.js'
import { OnIncidentResolved } from './handlers/on-incident-resolved.js'
import { OnMiningFinished } from './handlers/on-mining-finished.js'
import { OnPrMerged } from './handlers/on-pr-merged.js'
import { OnPrOpened } from './handlers/on-pr-opened.js'
import { OnPrUpdated } from './handlers/on-pr-updated.js'
import { OnRepositoryImported } from './handlers/on-repository-imported.js'
import { OnRuleEnacted } from './handlers/on-rule-enacted.js'
import { OnRuleRetired } from './handlers/on-rule-retired.js'
import { OnTextFinished } from './handlers/on-text-finished.js'
import { LessonsController } from './http/lessons.controller.js'
import { OpenApiController } from './http/openapi.controller.js'
import { BaselinesController } from './http/baselines.controller.js'
import { OutcomesController } from './http/outcomes.controller.js'
import { BaselineStore } from './io/baseline-store.js'
import { BookStore } from './io/book-store.js'
import { Ledger } from './io/ledger.js'
import { LessonReader } from './io/lesson-reader.js'
import { LessonStore } from './io/lesson-store.js'
import { MendingStore } from './io/mending-store.js'
import { migrations } from './io/migrations.js'
import { OutcomeReader } from './io/outcome-reader.js'
import { OutcomeStore } from './io/outcome-store.js'
import { ProposalStore } from './io/proposal-store.js'
import { UnitStore } from './io/unit-store.js'

/** heimlern: keeps what became of every change, and feeds the counts back. */
@Module({})
export class AppModule {
  /** The service as the environment configures it. */
  static fromEnvironment(source: NodeJS.ProcessEnv = process.env): DynamicModule {
    const config = readConfig(source)
    return {
      module: AppModule,
      imports: [MeshModule.forService({ config: config.mesh, migrations })],
      controllers: [
        OnApprovalClosed,
        OnChangeRecorded,
        OnCiResult,
        OnConfigurationRecorded,
        OnFeedbackGiven,
        OnGuardFinished,
        OnIncidentDetected,
        OnIncidentResolved,
        OnMiningFinished,
        OnPrMerged,
        OnPrOpened,
        OnPrUpdated,
        OnRepositoryImported,
        OnRuleEnacted,
        OnRuleRetired,
        OnTextFinished,
        LessonsController,
        OpenApiController,
        BaselinesController,
        OutcomesController,
      ],
      providers: [
        BaselineStore,
        BookStore,
        Ledger,
        LessonReader,
        LessonStore,
        MendingStore,
        OutcomeReader,
        OutcomeStore,
        ProposalStore,
        UnitStore,
        { provide: CONFIG, useValue: config },
      ],
    }
  }
}
