import { type AnyDraft, deriveId, draft, type EventData, violationOfData } from '@heimgewebe/contracts'
import { type Fields, fields, present } from './payload-fields.js'
import { clean } from './storable-text.js'

/** What a report leads to: events, and how many of its entries could not be read. */
export interface Incidents {
  readonly drafts: readonly AnyDraft[]
  readonly skipped: number
}

/** What the asker knows and the monitor does not say. */
export interface Known {
  readonly repository: string | undefined
  readonly service: string | undefined
}

type Severity = EventData['incident.detected.v1']['severity']

/** The words that monitors have for how bad it is. */
const SEVERITIES: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  fatal: 'critical',
  page: 'critical',
  emergency: 'critical',
  p1: 'critical',
  error: 'error',
  high: 'error',
  major: 'error',
  p2: 'error',
  warning: 'warning',
  warn: 'warning',
  medium: 'warning',
  minor: 'warning',
  p3: 'warning',
  info: 'info',
  notice: 'info',
  low: 'info',
  debug: 'info',
  none: 'info',
}

/** How bad it is; a word that nobody knows counts as the given default. */
export const severityOf = (word: string | undefined, otherwise: Severity): Severity => {
  const known = (word ?? '').toLowerCase()
  return Object.hasOwn(SEVERITIES, known) ? SEVERITIES[known]! : otherwise
}

/**
 * One event for each alert of Alertmanager's notification (version 4). Notifications repeat while an alert lasts: the id
 * follows from fingerprint and start, so that a repetition is the same event.
 */
export const describeAlerts = (notification: Fields, known: Known): Incidents => {
  const alerts = notification.list('alerts')
  const drafts = alerts.map((alert) => ofAlert(alert, known)).filter((one) => one !== undefined)
  return { drafts, skipped: alerts.length - drafts.length }
}

const ofAlert = (alert: Fields, known: Known): AnyDraft | undefined => {
  const startsAt = alert.time('startsAt')
  if (startsAt === undefined) return undefined
  const fingerprint = alert.text('fingerprint') ?? JSON.stringify(Object.entries(alert.at('labels').raw()).sort())
  const seed = `alertmanager|${fingerprint}|${startsAt}`
  const subject = `incident/${deriveId(Date.parse(startsAt), seed)}`
  const made =
    alert.text('status') === 'resolved' ? resolved(alert, subject, known) : detected(alert, subject, startsAt, known)
  if (made === undefined || violationOfData(made.type, made.data) !== undefined) return undefined
  return {
    ...made,
    id: deriveId(Date.parse(made.time ?? startsAt), `${seed}|${made.type}`),
    actor: 'tool/alertmanager',
  }
}

const titleOf = (alert: Fields): string =>
  clean(alert.at('annotations').text('summary') ?? alert.at('labels').text('alertname') ?? 'alert', 1000)

const repositoryOf = (alert: Fields, known: Known): string | undefined => {
  const labels = alert.at('labels')
  const name = labels.text('repository') ?? labels.text('repo') ?? known.repository
  return name === undefined ? undefined : clean(name, 300)
}

const detected = (alert: Fields, subject: string, startsAt: string, known: Known): AnyDraft => {
  const labels = alert.at('labels')
  const annotations = alert.at('annotations')
  const service = labels.text('service') ?? labels.text('app') ?? labels.text('job') ?? known.service
  const said = annotations.text('description') ?? annotations.text('message')
  const pairs = Object.entries(labels.raw()).map(([name, value]) => `${name}: ${String(value)}`)
  const text = [said, ...pairs, alert.text('generatorURL')].filter((line) => line !== undefined).join('\n')
  return draft('incident.detected.v1', {
    subject,
    time: startsAt,
    data: {
      title: titleOf(alert),
      severity: severityOf(labels.text('severity'), 'warning'),
      detected_at: startsAt,
      ...present({
        repository: repositoryOf(alert, known),
        service: service === undefined ? undefined : clean(service, 300),
        text: text === '' ? undefined : clean(text, 32_000),
      }),
    },
  })
}

const resolved = (alert: Fields, subject: string, known: Known): AnyDraft | undefined => {
  const endsAt = alert.time('endsAt')
  if (endsAt === undefined) return undefined
  return draft('incident.resolved.v1', {
    subject,
    time: endsAt,
    data: { title: titleOf(alert), resolved_at: endsAt, ...present({ repository: repositoryOf(alert, known) }) },
  })
}

/** Whether this is a notification at all. */
export const isNotification = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'alerts' in value &&
  Array.isArray(value.alerts) &&
  fields(value).raw() === value
