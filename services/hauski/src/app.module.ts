import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule } from '@heimgewebe/mesh'
import { CONFIG, readConfig } from './config.js'
import { OnActionFinished } from './handlers/on-action-finished.js'
import { OnActionRequested } from './handlers/on-action-requested.js'
import { OnApprovalClosed } from './handlers/on-approval-closed.js'
import { OnApprovalGiven } from './handlers/on-approval-given.js'
import { OnApprovalReminded } from './handlers/on-approval-reminded.js'
import { OnApprovalRequested } from './handlers/on-approval-requested.js'
import { OnEscalationRaised } from './handlers/on-escalation-raised.js'
import { OnRepositoryRegistered } from './handlers/on-repository-registered.js'
import { OnSwitchThrown } from './handlers/on-switch-thrown.js'
import { PerformActionStarted } from './handlers/perform-action-started.js'
import { PerformDeliveryStarted } from './handlers/perform-delivery-started.js'
import { ActionsController } from './http/actions.controller.js'
import { ActionMetrics } from './io/action-metrics.js'
import { ActionStore } from './io/action-store.js'
import { Providers } from './io/feedback/providers.js'
import { HostPlaces } from './io/host-place.js'
import { HostWorld } from './io/host-world.js'
import { LocalWorld } from './io/local-world.js'
import { MessageStore } from './io/message-store.js'
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
        OnApprovalClosed,
        OnApprovalGiven,
        OnApprovalReminded,
        OnApprovalRequested,
        OnEscalationRaised,
        OnRepositoryRegistered,
        OnSwitchThrown,
        PerformActionStarted,
        PerformDeliveryStarted,
        ActionsController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        ActionMetrics,
        ActionStore,
        HostPlaces,
        HostWorld,
        LocalWorld,
        MessageStore,
        Providers,
        PushWorld,
        RepositoryStore,
        Workshop,
        Worlds,
      ],
    }
  }
}
