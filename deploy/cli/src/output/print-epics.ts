import { shorten, table } from './format.js'
import { harmless, type Terminal } from './terminal.js'

interface Said {
  readonly text: string
  readonly events: readonly string[]
}

/** An epic in a list. */
export interface EpicBrief {
  readonly epic: string
  readonly title: string
  readonly state: 'open' | 'closed'
  readonly repository?: string
  readonly summary: Said
  readonly blocked: number
  readonly stale: number
  readonly clusters: number
}

/** One epic, as far as it is printed; --json has all. */
export interface Epic extends Omit<EpicBrief, 'blocked' | 'stale' | 'clusters'> {
  readonly next: Said
  readonly changes: readonly {
    readonly change: string
    readonly title?: string
    readonly state: string
    readonly stands: Said
    readonly link: Said
    readonly troubles: readonly Said[]
    readonly also: readonly string[]
  }[]
  readonly issues: readonly Thing[]
  readonly incidents: readonly Thing[]
  readonly blocked: readonly Waiting[]
  readonly stale: readonly Waiting[]
  readonly clusters: readonly (Said & { readonly changes: readonly string[] })[]
  readonly warnings: readonly (Said & { readonly change: string; readonly said: boolean })[]
  readonly timeline: readonly (Said & { readonly at: string; readonly subject: string })[]
}

interface Thing {
  readonly subject: string
  readonly title?: string
  readonly stands: Said
}

interface Waiting extends Said {
  readonly change: string
  readonly unblock: string
}

/** Rows of a section that are printed, and events of a sentence. */
const MOST = 40
const MOST_EVENTS = 2

/** Epics as a table. */
export const printEpics = (terminal: Terminal, epics: readonly EpicBrief[]): void => {
  if (epics.length === 0) terminal.print('no epic was opened yet: heimgewebe epics open <id> "<title>"')
  else
    for (const line of table([
      ['state', 'epic', 'title', 'progress', 'blocked', 'stale', 'clusters'],
      ...epics.map((one) => [
        one.state,
        harmless(one.epic),
        shorten(harmless(one.title), 40),
        harmless(one.summary.text),
        ...[one.blocked, one.stale, one.clusters].map(String),
      ]),
    ]))
      terminal.print(line)
}

/** One epic, section by section; empty ones are left out. Under each sentence the events that it rests on. */
export const printEpic = (terminal: Terminal, epic: Epic): void => {
  terminal.print(terminal.tint('strong', harmless(epic.title)))
  terminal.print(
    `epic ${harmless(epic.epic)} · ${epic.state}${epic.repository === undefined ? '' : ` · ${harmless(epic.repository)}`}`,
  )
  const said = ({ text, events }: Said): void => {
    terminal.print(`  ${shorten(harmless(text), Math.max(terminal.width - 2, 200))}`)
    const more = events.length - MOST_EVENTS
    terminal.print(
      terminal.tint('dim', `      ${events.slice(0, MOST_EVENTS).join(' ')}${more > 0 ? ` and ${more} more` : ''}`),
    )
  }
  const section = (name: string, rows: readonly Said[]): void => {
    if (rows.length === 0) return
    terminal.print()
    terminal.print(terminal.tint('strong', name))
    for (const row of rows.slice(-MOST)) said(row)
    if (rows.length > MOST) terminal.print(terminal.tint('dim', `  and ${rows.length - MOST} more; --json has all`))
  }
  said(epic.summary)
  section('Next', [epic.next])
  const waiting = ({ change, text, unblock, events }: Waiting): Said => ({
    text: `${change}: ${text} → ${unblock}`,
    events,
  })
  section('Blocked', epic.blocked.map(waiting))
  section('Stale', epic.stale.map(waiting))
  section(
    'Shared trouble',
    epic.clusters.map(({ text, changes, events }) => ({ text: `${text} (${changes.join(', ')})`, events })),
  )
  section(
    'Warnings',
    epic.warnings.map(({ change, text, said: told, events }) => ({
      text: `${change}: ${text}${told ? '' : ' (kept for the record)'}`,
      events,
    })),
  )
  section('Changes', epic.changes.map(changeOf))
  section('Issues', epic.issues.map(thingOf))
  section('Incidents', epic.incidents.map(thingOf))
  section(
    'Timeline',
    epic.timeline.map(({ at, subject, text, events }) => ({
      text: `${at.slice(0, 10)} ${at.slice(11, 16)}  ${subject} ${text}`,
      events,
    })),
  )
}

const changeOf = ({ change, title, state, stands, link, troubles, also }: Epic['changes'][number]): Said => ({
  text: `${state.padEnd(7)} ${change} ${title ?? ''} · ${link.text}${troubles.length > 0 ? ` · ${troubles.at(-1)!.text}` : ''}${also.length > 0 ? ` · also in ${also.join(', ')}` : ''}`,
  events: [...new Set([...stands.events, ...link.events, ...troubles.slice(-1).flatMap(({ events }) => events)])],
})
const thingOf = ({ subject, title, stands }: Thing): Said => ({
  text: `${subject} ${title ?? ''} · ${stands.text}`,
  events: stands.events,
})
