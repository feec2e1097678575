import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import type { CloudEvent } from '@heimgewebe/contracts'
import { answerOf, type ExpectedVersion, jsonProblem, MAX_BATCH_EVENTS, Metrics, type Refusal } from '@heimgewebe/mesh'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CONFIG, type Config } from '../config.js'
import { notPermitted } from '../decisions/permit-append.js'
import { readCloudEvents, UnreadableError } from '../decisions/read-cloudevents.js'
import { EventLog } from '../io/append/event-log.js'
import { HOSTS, type Host } from '../decisions/recognise-host.js'
import { holdsNul } from '../decisions/storable-text.js'
import { REPORT_DOORS, type ReportDoor, ReportIntake } from './report-intake.js'
import { understandEvents } from './understand-events.js'
import { WebhookIntake } from './webhook-intake.js'

/** Largest body of POST /events in bytes. */
const EVENTS_BODY_LIMIT = 8 * 1_048_576

const STATUS: Readonly<Record<Refusal['code'], number>> = {
  contract: 400,
  batch: 400,
  source: 403,
  too_large: 413,
  conflict: 409,
  duplicate: 409,
  unavailable: 503,
}

/** The doors that take bodies as they come: events of people and tools, signed deliveries of hosts, reports of monitors. */
@Injectable()
export class Intake implements OnModuleInit {
  private readonly deliveries

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly adapter: HttpAdapterHost,
    private readonly log: EventLog,
    private readonly webhooks: WebhookIntake,
    private readonly reports: ReportIntake,
    metrics: Metrics,
  ) {
    this.deliveries = metrics.counter({
      name: 'heimgewebe_webhook_deliveries_total',
      help: 'Webhook deliveries by host, event and what became of them.',
      labelNames: ['host', 'event', 'outcome'],
    })
  }

  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>()
    void fastify.register((scope, _options, done) => {
      // The signature covers the bytes as sent: nothing may parse them first.
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body))
      scope.post('/events', { bodyLimit: EVENTS_BODY_LIMIT, config: { needs: 'append' } }, (request, reply) =>
        this.events(request, reply),
      )
      const signed = { bodyLimit: this.config.webhookBodyLimit, config: { needs: 'public' } } as const
      for (const host of [undefined, ...HOSTS]) {
        const path = host === undefined ? '/webhooks' : `/webhooks/${host}`
        scope.post(path, signed, (request, reply) => this.webhook(host, request, reply))
        scope.get(path, { config: { needs: 'public' } }, (_request, reply) => this.refuseGet(reply))
      }
      const reported = { bodyLimit: this.config.reportBodyLimit, config: { needs: 'intake' } } as const
      for (const door of REPORT_DOORS)
        scope.post(`/intake/${door}`, reported, (request, reply) => this.report(door, request, reply))
      scope.setErrorHandler((error, _request, reply) => this.fail(error, reply))
      done()
    })
  }

  private async events(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    this.checkShape(request)
    const events = understandEvents(this.read(request), new Date())
    const beyond = isAdmin(request) ? undefined : notPermitted(events)
    if (beyond) return void (await reply.status(403).send({ code: 'scope', ...beyond }))
    // No service could keep it: each would set the event aside.
    const index = bodyOf(request).includes('\\u0000') ? events.findIndex(holdsNul) : -1
    if (index >= 0)
      return void (await reply.status(400).send({
        code: 'contract',
        index,
        field: '/data',
        rule: 'nul',
        message: `event ${index}: a text holds NUL, which no store can keep`,
      }))
    const rules = { maxEvents: MAX_BATCH_EVENTS, maySpeakAs: (source: string) => !source.startsWith('heimgewebe/') }
    const written = await this.log.write(events as CloudEvent[], rules, expectedVersions(request), true)
    if (written.ok) await reply.status(201).send({ appended: written.appended })
    else await this.refuse(written.refusal, reply)
  }

  private checkShape(request: FastifyRequest): void {
    // Brackets in XML or in a coverage file nest nothing.
    if (!/^\s*[[{]/.test(bodyOf(request).subarray(0, 100).toString('latin1'))) return
    const problem = jsonProblem(bodyOf(request), this.config.mesh.http.jsonDepth)
    if (problem !== undefined) throw new UnreadableError(problem)
  }

  private read(request: FastifyRequest): unknown[] {
    const contentType = request.headers['content-type'] ?? ''
    return readCloudEvents({
      contentType,
      headers: request.headers,
      body: bodyOf(request).toString('utf8'),
      now: new Date(),
    })
  }

  private async webhook(host: Host | undefined, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const answer = await this.webhooks.take(host, bodyOf(request), request.headers)
    this.deliveries.inc({ host: answer.host, event: answer.event, outcome: answer.outcome })
    if (answer.status === 503) void reply.header('retry-after', '5')
    await reply.status(answer.status).send(answer.body)
  }

  /** Some hosts can be told to send their hooks by GET: there is no body then that a signature could cover. */
  private async refuseGet(reply: FastifyReply): Promise<void> {
    await reply.status(405).header('allow', 'POST').send({ code: 'method', message: 'deliveries are sent by POST' })
  }

  private async report(door: ReportDoor, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    this.checkShape(request)
    const taken = await this.reports.take(door, bodyOf(request), request.query)
    if (!taken.ok) return this.refuse(taken.refusal, reply)
    const { ok: _, ...answer } = taken
    await reply.status(202).send(answer)
  }

  private async refuse(refusal: Refusal, reply: FastifyReply): Promise<void> {
    if (refusal.code === 'unavailable') void reply.header('retry-after', '2')
    await reply.status(STATUS[refusal.code]).send(refusal)
  }

  private async fail(error: unknown, reply: FastifyReply): Promise<void> {
    if (error instanceof UnreadableError)
      return void (await reply.status(400).send({ code: 'bad_request', message: error.message }))
    const { status, body } = answerOf(error)
    await reply.status(status).send(body)
  }
}

/** `x-expected-version: <stream>=<version or none>`, more than one with commas between them; a stream in it is percent-encoded. */
const expectedVersions = (request: FastifyRequest): ExpectedVersion[] => {
  const header = request.headers['x-expected-version']
  if (header === undefined) return []
  return [header]
    .flat()
    .flatMap((line) => line.split(','))
    .map((part) => {
      const at = part.lastIndexOf('=')
      const version = part.slice(at + 1).trim()
      if (at < 1 || !/^(none|\d{1,15})$/.test(version))
        throw new UnreadableError('x-expected-version is not <stream>=<version or none>, with commas between')
      return {
        stream: decoded(part.slice(0, at).trim()),
        version: version === 'none' ? ('none' as const) : Number(version),
      }
    })
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new UnreadableError('a stream in x-expected-version is not percent-encoded UTF-8')
  }
}

const isAdmin = (request: FastifyRequest): boolean => request.access?.scopes.includes('admin') ?? false

const bodyOf = (request: FastifyRequest): Buffer => (Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
