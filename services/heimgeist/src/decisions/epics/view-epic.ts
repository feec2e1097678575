import { type Assessed, hasFailed } from './assess-epic.js'
import type { Happening, Said, Warned } from './epic.js'
import type { Member, Thing } from './gather-epic.js'

/** A moment of an epic's timeline. */
interface Moment extends Said {
  readonly at: string
  readonly subject: string
}

/** Rows of the timeline, the latest; what is left out is counted. */
const MOST_MOMENTS = 200

/** An epic as people see it: every sentence with the events that it rests on. */
export const viewEpic = (looked: Assessed, warned: readonly Warned[]) => {
  const { epic, counts, summary, members, issues, incidents, clusters, blocked, stale } = looked
  // What was kept for the record, and said later, is said.
  const given = warned.filter(
    (one) =>
      one.epic === epic.epic &&
      (one.said || !warned.some((later) => later.said && later.change === one.change && later.label === one.label)),
  )
  const moments = momentsOf(looked, given)
  return {
    ...briefOf(looked),
    summary,
    counts,
    next: nextOf(looked),
    changes: members.map(viewMember),
    issues: issues.map(viewThing),
    incidents: incidents.map(viewThing),
    blocked,
    stale,
    clusters: clusters
      .filter((one) => !one.covered || given.some(({ keys }) => keys.some((key) => one.keys.includes(key))))
      .map(({ kind, label, changes, events, tried }) => ({
        kind,
        label,
        changes,
        text: `${changes.length}${tried === undefined ? '' : ` of ${tried} tried`} changes had trouble: ${label}`,
        events,
      })),
    warnings: given.map(({ change, label, text, event, atMs, said }) => ({
      change,
      label,
      text,
      at: iso(atMs),
      said,
      events: [event],
    })),
    timeline: moments.slice(-MOST_MOMENTS),
    timeline_omitted: Math.max(0, moments.length - MOST_MOMENTS),
    risk: riskOf(members),
  }
}

/** What a list of epics needs. */
export const briefOf = ({ epic, counts, summary, blocked, stale, clusters }: Assessed) => ({
  epic: epic.epic,
  title: epic.title,
  state: epic.closed ? ('closed' as const) : ('open' as const),
  ...(epic.repository === null ? {} : { repository: epic.repository }),
  ...(epic.issue === null ? {} : { issue: epic.issue }),
  ...(epic.by === null ? {} : { by: epic.by }),
  opened: shown(epic.opened),
  ...(epic.closed ? { closed: shown(epic.closed) } : {}),
  /** Moment up to which stale is counted. */
  ...(epic.clockMs === 0 ? {} : { as_of: iso(epic.clockMs) }),
  summary,
  counts,
  blocked: blocked.length,
  stale: stale.length,
  clusters: clusters.filter(({ covered }) => !covered).length,
})

const viewMember = (member: Member) => {
  const { subject, repository, link, facts, state, areas, troubles, also } = member
  return {
    change: subject,
    ...(repository === null ? {} : { repository }),
    ...(facts.title === undefined ? {} : { title: facts.title }),
    ...(facts.author === undefined ? {} : { author: facts.author }),
    state,
    failed: hasFailed(member),
    areas,
    files: facts.files,
    ...(facts.opened ? { opened: shown(facts.opened) } : {}),
    ...(facts.state && state !== 'open' ? { ended: shown(facts.state) } : {}),
    stands: { text: STANDS[state], events: [facts.state?.event ?? link.event] },
    link: linkSaid(link),
    troubles: troubles.map(({ said, event, atMs }) => ({ text: said, at: iso(atMs), events: [event] })),
    also,
  }
}

const STANDS = {
  open: 'it is open',
  merged: 'it is merged',
  closed: 'it was given up',
  unknown: 'nothing was heard of it yet',
} as const

const viewThing = ({ subject, link, facts, state }: Thing) => ({
  subject,
  ...(facts.title === undefined ? {} : { title: facts.title }),
  state,
  stands: {
    text: state === 'unknown' ? STANDS.unknown : state === 'open' ? 'it is open' : 'it is over',
    events: [facts.state?.event ?? link.event],
  },
  link: linkSaid(link),
})

const linkSaid = ({ reason, by, events, event, how }: Member['link']) => ({
  how,
  text: reason ?? `${by ?? 'somebody'} linked it`,
  events: events.length > 0 ? events : [event],
})

/** The one act that brings the epic on. */
const nextOf = ({ epic, counts, blocked, stale, summary }: Assessed): Said => {
  if (epic.closed) return { text: 'it is closed', events: [epic.closed.event] }
  const [first] = blocked.length > 0 ? blocked : stale
  if (first) return { text: `${first.change}: ${first.unblock}`, events: first.events }
  if (counts.linked > 0 && counts.open + counts.unknown === 0)
    return { text: `nothing of it is open: close it with heimgeist /close-epic ${epic.epic}`, events: summary.events }
  return { text: counts.linked === 0 ? 'link what belongs to it' : 'nothing stands in the way', events: summary.events }
}

const momentsOf = ({ epic, members, incidents }: Assessed, warned: readonly Warned[]): Moment[] => {
  const moment = ({ atMs, event }: Happening, subject: string, text: string) => ({
    at: atMs,
    subject,
    text,
    events: [event],
  })
  const moments = [
    moment(epic.opened, `epic/${epic.epic}`, 'the epic was opened'),
    ...(epic.closed ? [moment(epic.closed, `epic/${epic.epic}`, 'the epic was closed')] : []),
    ...members.flatMap(({ subject, facts, state, troubles }) => [
      ...(facts.opened ? [moment(facts.opened, subject, 'was opened')] : []),
      ...troubles.map((one) => moment(one, subject, one.said)),
      ...(facts.state && (state === 'merged' || state === 'closed')
        ? [moment(facts.state, subject, state === 'merged' ? 'was merged' : 'was given up')]
        : []),
    ]),
    ...incidents.flatMap(({ subject, facts }) => (facts.opened ? [moment(facts.opened, subject, 'was reported')] : [])),
    ...warned.filter(({ said }) => said).map((one) => moment(one, one.change, `was warned: ${one.label}`)),
  ]
  return moments
    .filter(({ at }) => at > 0)
    .sort((a, b) => a.at - b.at || (a.events[0]! < b.events[0]! ? -1 : 1))
    .map(({ at, ...rest }) => ({ ...rest, at: iso(at) }))
}

/** Changes by area and month of their beginning, and how many of them something went wrong with. */
const riskOf = (members: readonly Member[]) => {
  const cells = new Map<string, { area: string; month: string; changes: number; failed: number; events: string[] }>()
  for (const member of members) {
    const began = member.facts.opened ?? member.facts.state
    if (!began || began.atMs === 0) continue
    const month = iso(began.atMs).slice(0, 7)
    for (const area of member.areas) {
      const cell = cells.get(`${month} ${area}`) ?? { area, month, changes: 0, failed: 0, events: [] }
      cells.set(`${month} ${area}`, {
        ...cell,
        changes: cell.changes + 1,
        failed: cell.failed + (hasFailed(member) ? 1 : 0),
        events: [...cell.events, ...(member.troubles[0] ? [member.troubles[0].event] : [])].slice(0, 50),
      })
    }
  }
  return [...cells.values()].sort((a, b) => (a.month + a.area < b.month + b.area ? -1 : 1))
}

const iso = (ms: number): string => new Date(ms).toISOString()
const shown = ({ event, atMs }: Happening) => ({ at: iso(atMs), event })
