import { Injectable } from '@nestjs/common'
import { type CloudEvent, complete } from '@heimgewebe/contracts'
import { MAX_BATCH_EVENTS } from '@heimgewebe/mesh'
import { describeAlerts, type Incidents, isNotification, type Known } from '../decisions/describe-alerts.js'
import { describeErrorReport } from '../decisions/describe-error-report.js'
import { fields } from '../decisions/payload-fields.js'
import { UnreadableError } from '../decisions/read-cloudevents.js'
import { EventLog } from '../io/event-log.js'

/** Monitors whose reports are understood. */
export type Monitor = 'alertmanager' | 'sentry'

/** Takes what monitors report. Text in it is data: it is cut and kept, never read as anything else. */
@Injectable()
export class IncidentIntake {
  constructor(private readonly log: EventLog) {}

  /** Translates and appends one report. Throws `UnreadableError` where nothing in it can be understood. */
  async take(monitor: Monitor, body: Buffer, query: unknown) {
    const { drafts, skipped } = this.read(monitor, body, query)
    const now = new Date()
    const events = drafts.map((draft) => complete(draft, 'heimgewebe/chronik', now)) as CloudEvent[]
    if (events.length === 0) {
      if (skipped === 0) return { ok: true as const, appended: [], skipped }
      throw new UnreadableError(`none of the ${skipped} entries names when it began and what it is about`)
    }
    const written = await this.log.write(events, { maxEvents: MAX_BATCH_EVENTS, maySpeakAs: () => true })
    return written.ok ? { ok: true as const, appended: written.appended, skipped } : written
  }

  private read(monitor: Monitor, body: Buffer, query: unknown): Incidents {
    const report = parse(body)
    const asked = fields(query)
    const known: Known = { repository: asked.text('repository'), service: asked.text('service') }
    if (monitor === 'sentry') return describeErrorReport(fields(report), known)
    if (!isNotification(report)) throw new UnreadableError('the body has no list of alerts')
    return describeAlerts(fields(report), known)
  }
}

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new UnreadableError('the body is not JSON', { cause })
  }
}
