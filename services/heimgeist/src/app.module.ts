import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule } from '@heimgewebe/mesh'
import { CONFIG, readConfig } from './config.js'
import { OnCommandGiven } from './handlers/on-command-given.js'
import { OnCommentCreated } from './handlers/on-comment-created.js'
import { OnConfigurationRecorded } from './handlers/on-configuration-recorded.js'
import { OnGuardFinished } from './handlers/on-guard-finished.js'
import { OnPrOpened } from './handlers/on-pr-opened.js'
import { OnPrUpdated } from './handlers/on-pr-updated.js'
import { OnRepositoryImported } from './handlers/on-repository-imported.js'
import { OnRepositoryRegistered } from './handlers/on-repository-registered.js'
import { OnRiskAssessed } from './handlers/on-risk-assessed.js'
import { OnRuleEnacted } from './handlers/on-rule-enacted.js'
import { OnRuleRetired } from './handlers/on-rule-retired.js'
import { DecisionsController } from './http/decisions.controller.js'
import { ChangeStore } from './io/change-store.js'
import { DecisionReader } from './io/decision-reader.js'
import { DecisionStore } from './io/decision-store.js'
import { migrations } from './io/migrations.js'
import { PolicyStore } from './io/policy-store.js'
import { RepositoryStore } from './io/repository-store.js'

/** heimgeist: decides, within its autonomy, what to do about a verdict, and routes commands to the tools. */
@Module({})
export class AppModule {
  /** The service as the environment configures it. */
  static fromEnvironment(source: NodeJS.ProcessEnv = process.env): DynamicModule {
    const config = readConfig(source)
    return {
      module: AppModule,
      imports: [MeshModule.forService({ config: config.mesh, migrations })],
      controllers: [
        OnCommandGiven,
        OnCommentCreated,
        OnConfigurationRecorded,
        OnGuardFinished,
        OnPrOpened,
        OnPrUpdated,
        OnRepositoryImported,
        OnRepositoryRegistered,
        OnRiskAssessed,
        OnRuleEnacted,
        OnRuleRetired,
        DecisionsController,
      ],
      providers: [
        ChangeStore,
        DecisionReader,
        DecisionStore,
        PolicyStore,
        RepositoryStore,
        { provide: CONFIG, useValue: config },
      ],
    }
  }
}
