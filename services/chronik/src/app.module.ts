import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule } from '@heimgewebe/mesh'
import { CONFIG, readConfig } from './config.js'
import { OnEventDiscarded } from './handlers/on-event-discarded.js'
import { OnEventParked } from './handlers/on-event-parked.js'
import { OnEventReleased } from './handlers/on-event-released.js'
import { EventsController } from './http/events.controller.js'
import { FollowController } from './http/follow.controller.js'
import { Intake } from './http/intake.js'
import { ParkedController } from './http/parked.controller.js'
import { EventLog } from './io/event-log.js'
import { migrations } from './io/migrations.js'
import { ParkedStore } from './io/parked-store.js'
import { WebhookIntake } from './io/webhook-intake.js'

/** chronik: the log, its intake and its distribution. */
@Module({})
export class AppModule {
  /** The service as its settings say. */
  static fromEnvironment(source: NodeJS.ProcessEnv = process.env): DynamicModule {
    const config = readConfig(source)
    return {
      module: AppModule,
      imports: [MeshModule.forService({ config: config.mesh, migrations })],
      controllers: [
        OnEventParked,
        OnEventReleased,
        OnEventDiscarded,
        FollowController,
        EventsController,
        ParkedController,
      ],
      providers: [{ provide: CONFIG, useValue: config }, EventLog, ParkedStore, WebhookIntake, Intake],
    }
  }
}
