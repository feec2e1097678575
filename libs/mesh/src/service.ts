import 'reflect-metadata'
import { setPriority } from 'node:os'
import { BadRequestException, type DynamicModule, Logger } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { MeshConfig } from './config/mesh-config.js'
import { answerOf } from './http/error-filter.js'
import { Gate } from './http/gate.js'
import { jsonProblem } from './http/json-problem.js'
import { limitServer, MAX_HEAD_BYTES } from './http/server-limits.js'
import { armFailpoint } from './failpoint.js'
import { JsonLogger } from './log/logger.js'
import { MESH_CONFIG } from './module.js'
import { startTracing } from './trace/start-tracing.js'
import { MeshTransport } from './transport/mesh-transport.js'

/** Largest request body in bytes, unless a route takes its own. */
const BODY_LIMIT = 1_048_576

/** A service that runs. */
export interface RunningService {
  readonly app: NestFastifyApplication
  /** Where it answers, such as http://127.0.0.1:8012. */
  readonly url: string
  /** Ends it gracefully. */
  stop(): Promise<void>
}

/** Starts a service: HTTP at once, so that health can be asked; Postgres, NATS and the log as soon as they are there. */
export const bootService = async (
  module: DynamicModule,
  options: { quiet?: boolean } = {},
): Promise<RunningService> => {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // How often senders that are too slow are looked for.
    http: { maxHeaderSize: MAX_HEAD_BYTES, connectionsCheckingInterval: 5000 },
    keepAliveTimeout: 10_000,
    // A page that listens to the stream must not hold up a stop.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1000 },
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => answerUnroutable(error, reply),
  })
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bufferLogs: true,
    abortOnError: false,
    rawBody: true,
    bodyParser: false,
  })
  const config = app.get<MeshConfig>(MESH_CONFIG)
  app.useLogger(
    options.quiet
      ? new JsonLogger(config.service, process.env['HEIMGEWEBE_TEST_LOG'] ?? 'silent')
      : new JsonLogger(config.service, config.logLevel),
  )
  limitServer(app.getHttpServer(), config.http)
  app.useBodyParser('application/json', { bodyLimit: BODY_LIMIT }, (_request, body, done) => {
    const problem = jsonProblem(body, config.http.jsonDepth)
    if (problem !== undefined) done(new BadRequestException({ code: 'body', message: problem }), undefined)
    else done(...parsed(body))
  })
  await app.get(Gate).install(adapter.getInstance())
  adapter.getInstance().addHook('onSend', (_request, reply, payload, done) => {
    void reply.headers(SECURITY_HEADERS)
    done(null, payload)
  })
  const endTracing = await startTracing(config)
  app.connectMicroservice({ strategy: app.get(MeshTransport) })
  await app.startAllMicroservices()
  await app.listen(config.port, config.host)
  const url = await app.getUrl()
  new Logger('service').log(`${config.service} listens on ${url}`)
  const stop = async (): Promise<void> => {
    await app.close()
    await endTracing()
  }
  return { app, url, stop }
}

/** Starts a service as a process of its own: ends gracefully on SIGTERM and SIGINT, and says why it could not start. */
export const runService = async (module: DynamicModule): Promise<void> => {
  try {
    armFailpoint(process.env)
    const { app, stop } = await bootService(module)
    stepBack(app.get<MeshConfig>(MESH_CONFIG).niceness)
    void app
      .get(MeshTransport)
      .failed()
      .then(() => process.exit(1))
    const end = (): void => {
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    }
    process.once('SIGTERM', end)
    process.once('SIGINT', end)
  } catch (error) {
    process.stderr.write(`${why(error)}\n`)
    process.exit(1)
  }
}

/** Where the system refuses, the service runs at the priority that it was started with. */
const stepBack = (niceness: number): void => {
  try {
    if (niceness > 0) setPriority(niceness)
  } catch (error) {
    new Logger('service').warn(`niceness ${niceness} cannot be set: ${String(error)}`)
  }
}

/** Pages and data from here are shown nowhere else, and a browser believes their type. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
}

const parsed = (body: Buffer): [Error | null, unknown] => {
  try {
    return [null, JSON.parse(body.toString('utf8'))]
  } catch {
    return [new BadRequestException({ code: 'body', message: 'the body is no JSON' }), undefined]
  }
}

/** A path that no route can be looked up by never gets to the gate; it is told no more than anybody. */
const answerUnroutable = (error: Error, reply: FastifyReply): void => {
  const { status, body } = answerOf(error)
  void reply.status(status).send(body)
}

const why = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { code, port } = error as { code?: string; port?: number }
  if (code === 'EADDRINUSE')
    return `port ${port ?? ''} is taken by another program: stop it, or set another port with <SERVICE>_PORT`
  return error.name === 'ConfigError' ? `configuration: ${error.message}` : (error.stack ?? error.message)
}
