import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common'
import { APP_FILTER } from '@nestjs/core'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { MeshConfig } from './config/mesh-config.js'
import { HealthController } from './health/health.controller.js'
import { Metrics } from './health/metrics.js'
import { Readiness } from './health/readiness.js'
import { ErrorFilter } from './http/error-filter.js'
import { Gate } from './http/gate.js'
import { DATABASE, openDatabase, openPool } from './store/database.js'
import type { MeshTables } from './store/mesh-tables.js'
import { Connection } from './transport/connection.js'
import { MeshTransport } from './transport/mesh-transport.js'
import type { ReadModel } from './transport/read-model.js'
import { Rebuild } from './transport/rebuild.js'

/** Injection token of the service's mesh configuration. */
export const MESH_CONFIG = Symbol('MESH_CONFIG')
const POOL = Symbol('POOL')

/** What a service tells the mesh about itself. */
export interface ServiceOptions extends ReadModel {
  readonly config: MeshConfig
}

/** Everything that each service has: its place in the log, its database, health, metrics and the gate of its HTTP. */
@Global()
@Module({})
export class MeshModule implements OnApplicationShutdown {
  constructor(
    @Inject(POOL) private readonly pool: pg.Pool,
    private readonly connection: Connection,
  ) {}

  /** The module for one service; import it once, in the service's app module. */
  static forService({ config, ...model }: ServiceOptions): DynamicModule {
    return {
      module: MeshModule,
      controllers: [HealthController],
      providers: [
        { provide: MESH_CONFIG, useValue: config },
        {
          provide: POOL,
          useFactory: () =>
            openPool({
              url: config.databaseUrl,
              schema: config.service,
              connections: config.databaseConnections,
              durableCommits: false,
              // A handler that is silent for too long is to be told so by its own limit.
              transactionIdleMs: config.handlerTimeLimitMs + 30_000,
            }),
        },
        { provide: DATABASE, inject: [POOL], useFactory: (pool: pg.Pool) => openDatabase(pool) },
        Readiness,
        Rebuild,
        { provide: Metrics, useFactory: () => new Metrics(config.service) },
        {
          provide: Connection,
          inject: [Readiness],
          useFactory: (readiness: Readiness) => new Connection(config, readiness),
        },
        {
          provide: MeshTransport,
          inject: [DATABASE, Connection, Rebuild, Readiness, Metrics],
          useFactory: (
            db: Kysely<MeshTables>,
            connection: Connection,
            rebuild: Rebuild,
            readiness: Readiness,
            metrics: Metrics,
          ) => new MeshTransport(config, db, connection, model, rebuild, readiness, metrics),
        },
        { provide: Gate, useFactory: () => new Gate(config) },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
      exports: [MESH_CONFIG, Gate, DATABASE, Readiness, Rebuild, Metrics, Connection, MeshTransport],
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close()
    await this.pool.end()
  }
}
