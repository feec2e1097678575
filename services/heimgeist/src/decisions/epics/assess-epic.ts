import { type Draft, type EventData, type MeshEvent, draft } from '@heimgewebe/contracts'
import { idAfter } from '../make-decision.js'
import type { EpicKnown, EpicRules, Said } from './epic.js'
import { type Cluster, findClusters } from './find-clusters.js'
import { type Stale, type Waiting, findBlocked, findStale } from './find-waiting.js'
import { type Gathered, type Member, gatherEpic } from './gather-epic.js'

/** How many of an epic's changes stand how. */
export interface Counts {
  readonly linked: number
  readonly merged: number
  readonly open: number
  readonly closed: number
  /** Linked, and never heard of. */
  readonly unknown: number
  /** Something went wrong with them, whatever became of them. */
  readonly failed: number
}

/** Where an epic stands. */
export interface Assessed extends Gathered {
  readonly counts: Counts
  readonly summary: Said
  readonly clusters: readonly Cluster[]
  readonly blocked: readonly Waiting[]
  readonly stale: readonly Stale[]
}

type Assessment = EventData['epic.assessed.v1']

const MOST = 50

/** Where an epic stands, from what is known of all that belongs to it. */
export const lookAtEpic = (known: EpicKnown, rules: EpicRules): Assessed => {
  const gathered = gatherEpic(known)
  const { members } = gathered
  const count = (state: Member['state']): number => members.filter((one) => one.state === state).length
  const counts: Counts = {
    linked: members.length,
    merged: count('merged'),
    open: count('open'),
    closed: count('closed'),
    unknown: count('unknown'),
    failed: members.filter(hasFailed).length,
  }
  const blocked = findBlocked(gathered, known)
  return {
    ...gathered,
    counts,
    summary: { text: sentenceOf(counts, members), events: evidenceOf(gathered) },
    clusters: findClusters(members, known.alike, rules),
    blocked,
    stale: findStale(gathered, blocked, rules.staleMs),
  }
}

/** Whether something went wrong with a change, be it that it was mended since. */
export const hasFailed = ({ troubles }: Member): boolean => troubles.length > 0

const sentenceOf = (counts: Counts, members: readonly Member[]): string => {
  if (counts.linked === 0) return 'nothing is linked yet'
  const what = members.every(({ subject }) => subject.startsWith('pr/')) ? 'PR' : 'change'
  const parts: (readonly [number, string])[] = [
    [counts.closed, 'closed'],
    [counts.unknown, 'not heard of yet'],
    [counts.failed, 'failed once or more'],
  ]
  const more = parts.filter(([number]) => number > 0).map(([number, word]) => `, ${number} ${word}`)
  return `tracking ${counts.linked} ${what}${counts.linked === 1 ? '' : 's'}, ${counts.merged} merged, ${counts.open} open${more.join('')}`
}

/** The events that tell how each change stands, the latest of them where there are too many. */
const evidenceOf = ({ epic, members }: Gathered): string[] => {
  const events = members.map(({ facts, link }) => facts.state ?? { event: link.event, atMs: 0 })
  const latest = events.sort((a, b) => b.atMs - a.atMs || (a.event < b.event ? 1 : -1)).map(({ event }) => event)
  return [...new Set(latest.length > 0 ? latest : [epic.opened.event])].slice(0, MOST)
}

/** The draft that says where an epic stands; undefined where it stands as it was said before. */
export const assessEpic = (
  event: MeshEvent,
  looked: Assessed,
  before: Assessment | undefined,
): Draft<'epic.assessed.v1'> | undefined => {
  const { epic, counts, summary, stale, blocked, clusters, issues, incidents } = looked
  const open = (things: readonly { readonly state: string }[]): number =>
    things.filter((one) => one.state === 'open').length
  const over = (things: readonly { readonly state: string }[]): number =>
    things.filter((one) => one.state === 'closed').length
  const data: Assessment = {
    epic: epic.epic,
    ...counts,
    issues_open: open(issues),
    issues_closed: over(issues),
    incidents_open: open(incidents),
    incidents_over: over(incidents),
    summary: summary.text.slice(0, 500),
    stale: stale
      .slice(0, MOST)
      .map(({ change, days, unblock, events }) => ({ change, days, unblock: cut(unblock), events: [...events] })),
    blocked: blocked.slice(0, MOST).map(({ change, text, unblock, events }) => ({
      change,
      by: cut(text),
      unblock: cut(unblock),
      events: events.slice(0, MOST),
    })),
    clusters: clusters
      .filter(({ covered }) => !covered)
      .slice(0, MOST)
      .map(({ kind, label, changes, events }) => ({
        // The contract has no name for the last kind; a name more would be a version more.
        ...(kind === 'words' ? {} : { kind }),
        label,
        changes: changes.slice(0, MOST),
        events: [...events],
      })),
    events: [...summary.events],
    ...(epic.clockMs === 0 ? {} : { at: new Date(epic.clockMs).toISOString() }),
  }
  if (before !== undefined && meaningOf(before) === meaningOf(data)) return undefined
  return draft('epic.assessed.v1', { id: idAfter(event, `epic ${epic.epic}`), subject: `epic/${epic.epic}`, data })
}

/** What people are told: not that it rests on a newer event, or that one day more has gone by. */
const meaningOf = (data: Assessment): string =>
  JSON.stringify({
    ...data,
    at: undefined,
    events: undefined,
    stale: data.stale?.map(({ change, unblock }) => [change, unblock]),
    blocked: data.blocked?.map(({ change, by, unblock }) => [change, by, unblock]),
    clusters: data.clusters?.map(({ kind, label, changes }) => [kind, label, changes]),
  })

const cut = (text: string): string => text.slice(0, 500).toWellFormed()
