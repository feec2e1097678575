import { shorten, table } from './format.js'
import { harmless, type Terminal } from './terminal.js'

/** An incident in a list. */
export interface Incident {
  readonly subject: string
  readonly title?: string
  readonly severity?: string
  readonly service?: string
  readonly repository?: string
  readonly detected_at?: string
  readonly resolved_at?: string
}

interface Row {
  readonly time: string
  readonly line: string
  readonly seconds?: number
}

interface Some<T> {
  readonly rows: readonly T[]
  readonly more: number
}

interface ChangeName {
  readonly subject: string
  readonly title?: string
  readonly request?: string
}

/** What leitstand answers of one incident, as far as it is printed. */
export interface Room extends Incident {
  readonly state: 'open' | 'resolved'
  readonly seconds?: number
  readonly near: Readonly<Record<'changes' | 'releases' | 'runs' | 'acts' | 'anomalies', Some<Row>>>
  readonly beside: Some<Incident & { readonly seconds: number }>
  readonly ranking?: {
    readonly event: string
    readonly answer: string
    readonly suspects: readonly (ChangeName & {
      readonly confidence: number
      readonly reasons: readonly { readonly text: string }[]
      readonly said?: { readonly verdict: 'confirm' | 'deny'; readonly by: string }
    })[]
  }
  readonly causes: readonly { readonly by: string; readonly who?: string; readonly name: ChangeName }[]
  readonly fix?: ChangeName
  readonly affected: Some<{ readonly area: string; readonly because: string; readonly on?: string }>
  readonly checks: Some<Row>
  readonly deeds: Some<Row>
  readonly earlier: Some<Incident>
  readonly repeats: readonly { readonly statement: string }[]
  readonly runbooks: readonly { readonly name: string; readonly path: string; readonly state: string }[]
  readonly timeline: Some<Row>
  readonly prose?: {
    readonly model: string
    readonly sentences: readonly { text: string; events: readonly string[] }[]
  }
  readonly prose_missing?: { readonly state: string; readonly reason?: string }
}

/** Suspects that are printed; --json has all. */
const MOST_SUSPECTS = 3

const BY: Readonly<Record<string, string>> = {
  report: 'the report',
  resolution: 'whoever closed it',
  experiment: 'an experiment',
}

/** Incidents as a table. */
export const printIncidents = (terminal: Terminal, incidents: readonly Incident[]): void => {
  if (incidents.length === 0) terminal.print('no incident is known')
  else
    for (const line of table([
      ['since', 'state', 'severity', 'service', 'title', 'incident'],
      ...incidents.map((one) => [
        clock(one.detected_at ?? one.resolved_at),
        one.resolved_at === undefined ? 'open' : 'over',
        one.severity ?? '?',
        harmless(one.service ?? '?'),
        shorten(harmless(one.title ?? ''), 50),
        harmless(one.subject),
      ]),
    ]))
      terminal.print(line)
}

/** The room of an incident, section by section; empty ones are left out. */
export const printRoom = (terminal: Terminal, room: Room): void => {
  const { title, subject, severity, service, repository, detected_at: since, resolved_at: over, seconds } = room
  terminal.print(terminal.tint('strong', harmless(title ?? subject)))
  const state = over === undefined ? 'not over' : `over since ${clock(over)}`
  const lasted = seconds === undefined ? '' : `, after ${spanOf(seconds)}`
  terminal.print(
    `${severity ?? '?'} · ${since === undefined ? 'nobody told when it began' : `since ${clock(since)}`} · ${state}${lasted}`,
  )
  terminal.print(`service ${harmless(service ?? 'unknown')}, repository ${harmless(repository ?? 'unknown')}`)
  const section = (name: string, lines: readonly string[], more = 0): void => {
    if (lines.length === 0) return
    terminal.print()
    terminal.print(terminal.tint('strong', name))
    for (const line of lines) terminal.print(`  ${shorten(line, terminal.width - 2)}`)
    if (more > 0) terminal.print(terminal.tint('dim', `  and ${more.toLocaleString('en-US')} more`))
  }
  section('Cause', room.causes.length > 0 ? room.causes.map(causeLine) : ['nobody has named it'])
  if (room.fix) section('Mended by', [changeOf(room.fix)])
  const suspects = room.ranking?.suspects ?? []
  section('Suspects', suspects.slice(0, MOST_SUSPECTS).flatMap(suspectLines), suspects.length - MOST_SUSPECTS)
  section(
    'Affected',
    room.affected.rows.map(
      ({ area, on }) => `${harmless(area)}${on === undefined ? '' : `, depends on ${harmless(on)}`}`,
    ),
    room.affected.more,
  )
  for (const [kind, { rows, more }] of Object.entries(room.near)) section(`Near it: ${kind}`, rows.map(nearLine), more)
  section(
    'At the same time',
    room.beside.rows.map((one) => `${distance(one.seconds)}  ${incidentOf(one)}`),
    room.beside.more,
  )
  section('Guards and proofs', room.checks.rows.map(rowLine), room.checks.more)
  section('Decisions, approvals, acts', room.deeds.rows.map(rowLine), room.deeds.more)
  section(
    'Seen before',
    [
      ...room.repeats.map(({ statement }) => harmless(statement)),
      ...room.runbooks.map(
        ({ name, path, state }) =>
          `runbook ${harmless(name)} (${state.replace('_', ' ')}): heimgewebe runbooks show ${harmless(path)}`,
      ),
      ...room.earlier.rows.map((one) => `${clock(one.detected_at)}  ${incidentOf(one)}`),
    ],
    room.earlier.more,
  )
  section('Timeline', room.timeline.rows.map(rowLine), room.timeline.more)
  printProse(terminal, room)
}

/** What a model wrote comes last and says so in every line that could be taken for a fact. */
const printProse = (terminal: Terminal, { prose, prose_missing: missing }: Room): void => {
  if (prose === undefined && missing === undefined) return
  terminal.print()
  if (prose !== undefined) {
    terminal.print(terminal.tint('strong', `Written by ${harmless(prose.model)}, not checked facts`))
    for (const { text, events } of prose.sentences)
      terminal.print(`  ${harmless(text)} ${terminal.tint('dim', `[${events.map((id) => id.slice(0, 8)).join(' ')}]`)}`)
  }
  if (missing !== undefined)
    terminal.print(
      terminal.tint('dim', `Prose ${missing.state}: ${harmless(missing.reason ?? 'a model is being asked')}`),
    )
}

const clock = (time = ''): string => `${time.slice(0, 10)} ${time.slice(11, 16)}`
const rowLine = ({ time, line }: Row): string => `${clock(time)}  ${harmless(line)}`
const nearLine = ({ line, seconds = 0 }: Row): string => `${distance(seconds)}  ${harmless(line)}`
const incidentOf = ({ title, subject }: Incident): string => `${harmless(title ?? '')} (${harmless(subject)})`
const changeOf = ({ subject, title, request }: ChangeName): string =>
  `${harmless(title ?? '')} (${harmless(request ?? subject)})`
const causeLine = ({ by, who, name }: Room['causes'][number]): string =>
  `${changeOf(name)}, says ${harmless(who ?? BY[by] ?? by)}`

const suspectLines = (suspect: NonNullable<Room['ranking']>['suspects'][number]): string[] => {
  const { confidence, reasons, said } = suspect
  const words =
    said === undefined ? '' : ` · ${said.verdict === 'confirm' ? 'confirmed' : 'denied'} by ${harmless(said.by)}`
  return [
    `${Math.round(confidence * 100)} %  ${changeOf(suspect)}${words}`,
    ...reasons.map(({ text }) => `      ${harmless(text)}`),
  ]
}

const distance = (seconds: number): string => (seconds < 0 ? `−${spanOf(-seconds)}` : `+${spanOf(seconds)}`).padStart(8)

const spanOf = (seconds: number): string =>
  seconds >= 172_800
    ? `${Math.round(seconds / 86_400)} d`
    : seconds >= 7200
      ? `${Math.round(seconds / 3600)} h`
      : seconds >= 120
        ? `${Math.round(seconds / 60)} min`
        : `${seconds} s`
