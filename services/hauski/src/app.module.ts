import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule } from '@heimgewebe/mesh'
import { CONFIG, readConfig } from './config.js'
import { OnActionFinished } from './handlers/on-action-finished.js'
import { OnActionRequested } from './handlers/on-action-requested.js'
import { OnApprovalGiven } from './handlers/on-approval-given.js'
import { OnApprovalRequested } from './handlers/on-approval-requested.js'
import { OnRepositoryRegistered } from './handlers/on-repository-registered.js'
import { OnSwitchThrown } from './handlers/on-switch-thrown.js'
import { PerformActionStarted } from './handlers/perform-action-started.js'
import { ActionsController } from './http/actions.controller.js'
import { ActionMetrics } from './io/action-metrics.js'
import { ActionStore } from './io/action-store.js'
import { HostPlaces } from './io/host-place.js'
import { HostWorld } from './io/host-world.js'
import { LocalWorld } from './io/local-world.js'
import { migrations } from './io/migrations.js'
import { PushWorld } from './io/push-world.js'
import { RepositoryStore } from './io/repository-store.js'
import { Workshop } from './io/workshop.js'
import { Worlds } from './io/worlds.js'

/** hauski: acts on repositories, each act an intent and a result, each with an undo. */
@Module({})
export class AppModule {
  /** The service as the environment configures it. */
  static fromEnvironment(source: NodeJS.ProcessEnv = process.env): DynamicModule {
    const config = readConfig(source)
    return {
      module: AppModule,
      imports: [MeshModule.forService({ config: config.mesh, migrations })],
      controllers: [
        OnActionFinished,
        OnActionRequested,
        OnApprovalGiven,
        OnApprovalRequested,
        OnRepositoryRegistered,
        OnSwitchThrown,
        PerformActionStarted,
        ActionsController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        ActionMetrics,
        ActionStore,
        HostPlaces,
        HostWorld,
        LocalWorld,
        PushWorld,
        RepositoryStore,
        Workshop,
        Worlds,
      ],
    }
  }
}
