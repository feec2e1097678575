import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule, Metrics } from '@heimgewebe/mesh'
import { CONFIG, readConfig } from './config.js'
import { handlers } from './handlers.js'
import { CommandController } from './http/command.controller.js'
import { ForwardController } from './http/forward.controller.js'
import { StackHealthController } from './http/health.controller.js'
import { OpenApiController } from './http/openapi.controller.js'
import { OverviewController } from './http/overview.controller.js'
import { PageController } from './http/page.controller.js'
import { StreamController } from './http/stream.controller.js'
import { ChangeReader } from './io/change-reader.js'
import { EventReader } from './io/event-reader.js'
import { FactReader } from './io/fact-reader.js'
import { LiveStream } from './io/live-stream.js'
import { migrations } from './io/migrations.js'
import { Owners } from './io/owners.js'
import { PageFiles } from './io/page-files.js'
import { RepositoryReader } from './io/repository-reader.js'
import { View } from './io/view.js'

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
        ForwardController,
        StackHealthController,
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
        RepositoryReader,
        Owners,
        PageFiles,
      ],
    }
  }
}
